export { axisBottom, axisLeft } from "d3-axis";
export { hierarchy, treemap } from "d3-hierarchy";
export { scaleBand, scaleLinear } from "d3-scale";
export { create, select } from "d3-selection";
