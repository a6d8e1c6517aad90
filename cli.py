"""The command line: wires the rooms together and holds no logic of its own.

Heavy modules are imported inside the commands that need them, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click

from config.errors import ExitCode, UserError
from config.places import default_inventory
from terminal.disposal_commands import disposal
from terminal.inventory_commands import inventory, status
from terminal.options import (
    DAY,
    MOMENT,
    PATH,
    as_of_option,
    config_option,
    db_option,
    json_option,
    judge_of,
    open_inventory,
    out_option,
    read_settings,
    rules_of,
    today,
)
from terminal.passwords import passwords_option, read_passwords
from terminal.register_commands import register
from terminal.scan_commands import scan, watch
from terminal.schedule_commands import schedule
from terminal.suppress_commands import suppress

if TYPE_CHECKING:
    from collections.abc import Sequence


# Whatever else is installed, none of it has a say in how settings are read; and pydantic need not
# look through every installed package for such plugins.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


class _Group(click.Group):
    """Turns expected trouble into one line on stderr and the right exit code.

    Its help lists the commands by what one wants of them, in the order in which one meets them.
    """

    _SECTIONS: ClassVar[dict[str, tuple[str, ...]]] = {
        "Scan": ("scan", "watch", "schedule", "status", "doctor"),
        "See what there is": ("report", "find", "incident", "retention", "inspect", "export"),
        "Act on it": ("register", "disposal", "suppress"),
        "Look after it": ("inventory", "completion", "detect"),
    }

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sections; a command in none of them comes last."""
        listed = {name for names in self._SECTIONS.values() for name in names}
        rest = tuple(name for name in self.list_commands(ctx) if name not in listed)
        room = formatter.width - 6 - max(map(len, self.commands))
        for title, names in {**self._SECTIONS, "More": rest}.items():
            rows = [(name, self.commands[name].get_short_help_str(room)) for name in names]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            where = error.ctx.command_path if error.ctx else "stocktake"
            click.echo(f"{where}: {error.format_message()} See '{where} --help'.", err=True)
            ctx.exit(int(ExitCode.USAGE))
        except UserError as error:
            click.echo(f"stocktake: {error}", err=True)
            ctx.exit(int(error.exit_code))
        except (KeyboardInterrupt, RuntimeError) as error:
            # Before a scan is under way, or a second time; the other is DuckDB's word for it.
            if isinstance(error, RuntimeError) and str(error) != "Query interrupted":
                raise
            click.echo("stocktake: stopped. Run the same command again.", err=True)
            ctx.exit(int(ExitCode.ENDED_EARLY))


_RETENTION_STATUSES = (
    "ok", "due_soon", "overdue", "review", "on_hold", "unknown", "not_applicable",
)  # fmt: skip


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("stocktake"), prog_name="stocktake")
def main_group() -> None:
    """Find the personal data you hold, draft the register, see what should be gone.

    \b
    First:
      stocktake scan --path /srv/share      reads the files, changes none of them
      stocktake report --out report.html    the whole picture, for a browser
    Then:
      stocktake register export --format xlsx --out register.xlsx
      stocktake retention --status overdue
      stocktake find "Edith Hartley"

    Nothing leaves this machine. 'stocktake COMMAND --help' shows each command with examples.
    """


@main_group.command()
@config_option
@click.option("--reveal", is_flag=True, help="Print the found text itself.")
def detect(config_file: Path | None, reveal: bool) -> None:
    """Find personal data in texts: JSON lines in, JSON lines out.

    Reads lines like {"id": 1, "text": "NHS No 999 123 4578"} and writes, for each, its id and its
    findings. A line that is not such an object is named on stderr and skipped; the exit code is
    then 2.

    \b
    Examples:
      stocktake detect < texts.jsonl > findings.jsonl
      echo '{"id": 1, "text": "Mrs Hartley, DOB 12/03/1938"}' | stocktake detect --reveal
    """
    from terminal.detecting import detect_lines  # noqa: PLC0415

    bad = detect_lines(read_settings(config_file), sys.stdin.buffer, sys.stdout, reveal=reveal)
    sys.exit(int(ExitCode.USAGE if bad else ExitCode.DONE))


@main_group.command()
@click.argument("file", type=PATH)
@config_option
@click.option("--reveal", is_flag=True, help="Print the found text itself, on the terminal only.")
@passwords_option
@as_of_option
@json_option
def inspect(
    file: Path,
    config_file: Path | None,
    reveal: bool,
    passwords_file: Path | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Explain one file: what it is, what is in it, what follows from that, and why.

    \b
    Examples:
      stocktake inspect "Care plan - Room 12.docx"
      stocktake inspect payroll.xlsx --reveal
    """
    from terminal.inspecting import inspect_file  # noqa: PLC0415

    inspect_file(
        read_settings(config_file), file, as_of or today(), reveal=reveal, as_json=as_json,
        passwords=read_passwords(passwords_file),
    )  # fmt: skip


@main_group.command()
@click.argument("what", type=click.Choice(["findings", "documents", "people"]))
@click.option(
    "--format", "form", type=click.Choice(["csv", "json", "parquet"]), default="csv",
    show_default=True, help="Kind of file.",
)  # fmt: skip
@out_option
@db_option
@config_option
@as_of_option
def export(
    what: str,
    form: str,
    out: Path,
    db: Path | None,
    config_file: Path | None,
    as_of: date | None,
) -> None:
    """Write every finding, document or person to a file. Values are masked.

    \b
    Examples:
      stocktake export documents --format csv --out documents.csv
      stocktake export findings --format parquet --out findings.parquet
    """
    from inventory import exports  # noqa: PLC0415
    from inventory.tables import Format  # noqa: PLC0415

    inventory = open_inventory(db)
    if what == "documents":
        judge = judge_of(read_settings(config_file), inventory, as_of)
        number = exports.export_documents(inventory, judge, Format(form), out)
    elif what == "findings":
        number = exports.export_findings(inventory, Format(form), out)
    else:
        number = exports.export_people(inventory, Format(form), out)
    click.echo(f"{number:,} {what} written to {out}", err=True)


@main_group.command()
@click.option(
    "--status", "statuses", multiple=True, type=click.Choice(_RETENTION_STATUSES),
    help="Only documents with this status; may be given several times.",
)  # fmt: skip
@as_of_option
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table",
    show_default=True, help="How to print.",
)  # fmt: skip
@db_option
@config_option
@json_option
def retention(
    statuses: Sequence[str],
    as_of: date | None,
    form: str,
    db: Path | None,
    config_file: Path | None,
    as_json: bool,
) -> None:
    """List what must be kept, for how long, and what should be gone; nothing is deleted.

    Without --status it lists what needs attention: overdue, due soon and to be reviewed.

    \b
    Examples:
      stocktake retention --status overdue
      stocktake retention --as-of 2027-03-31 --format csv > retention.csv
    """
    from terminal.retaining import print_retention  # noqa: PLC0415

    inventory = open_inventory(db)
    judge = judge_of(read_settings(config_file), inventory, as_of)
    print_retention(inventory, judge, statuses, "json" if as_json else form)


@main_group.command()
@click.argument("values", nargs=-1, required=True, metavar="VALUE …")
@click.option("--all", "everything", is_flag=True, help="Show unlikely documents too.")
@click.option(
    "--read", is_flag=True,
    help="Read long tables again, of which only 10,000 values a column are stored.",
)  # fmt: skip
@click.option(
    "--export", type=PATH, default=None, metavar="FILE",
    help="Write a work list for a subject access request: .xlsx, .csv or .json.",
)  # fmt: skip
@db_option
@config_option
@json_option
def find(
    values: Sequence[str],
    everything: bool,
    read: bool,
    export: Path | None,
    db: Path | None,
    config_file: Path | None,
    as_json: bool,
) -> None:
    """Find what is held about one person.

    VALUE is what you know of them: names, an NHS or other number, an e-mail address, a telephone
    number, a date of birth, in any spelling. The more you give, the surer the answer. A name finds
    its other forms too: "Hartley, Edith", "Mrs Hartley", "E Hartley", "Edie Hartley". Numbers that
    stand beside the name lead on to documents that hold only the number.

    Nothing that is asked for is stored; documents are found by keyed digest.

    \b
    Examples:
      stocktake find "Edith Hartley"
      stocktake find "Edith Hartley" 12/03/1938 "999 123 4578"
      stocktake find "Edith Hartley" --read
      stocktake find "Edith Hartley" "Edith Brown" --export "work list.xlsx"
    """
    from terminal.finding import Telling, print_found  # noqa: PLC0415

    settings = read_settings(config_file)
    telling = Telling(everything=everything, read=read, as_json=as_json, export=export)
    print_found(open_inventory(db), settings, values, telling)


@main_group.command()
@out_option
@db_option
@config_option
@as_of_option
def report(out: Path, db: Path | None, config_file: Path | None, as_of: date | None) -> None:
    """Write a page for managers: where personal data is, what is wrong, what to do first.

    One HTML file that needs no network and opens from an e-mail. It holds no personal data found
    in documents, but the names of files and folders.

    \b
    Examples:
      stocktake report --out report.html
      stocktake report --out report.html --as-of 2027-03-31
    """
    from inventory.report import write_report  # noqa: PLC0415

    settings, inventory = read_settings(config_file), open_inventory(db)
    judge = judge_of(settings, inventory, as_of)
    number = write_report(inventory, rules_of(settings), judge, out)
    click.echo(f"{number:,} documents in {out}", err=True)


@main_group.command()
@click.argument("places", nargs=-1, required=True, metavar="PLACE …")
@click.option(
    "--on", "day", type=DAY, default=None,
    help="Count what was there on this day, gone since or not; by default what is there now.",
)  # fmt: skip
@click.option(
    "--discovered", type=MOMENT, default=None, metavar="'DAY HOUR'",
    help="When you became aware of it, as '2026-03-31 14:30': tells how long there is to report.",
)  # fmt: skip
@click.option("--out", type=PATH, default=None, help="Write the report to this .docx or .txt file.")
@db_option
@config_option
@json_option
def incident(
    places: Sequence[str],
    day: date | None,
    discovered: datetime | None,
    out: Path | None,
    db: Path | None,
    config_file: Path | None,
    as_json: bool,
) -> None:
    """Say what was in a lost device, an open folder or a breached mailbox.

    PLACE is what was scanned, or a folder, file or mailbox below it. Prints the facts that a report
    to the regulator within 72 hours asks for (UK GDPR, Article 33): what it held, about how many
    people of what kind, who could reach it, how it was protected, copies elsewhere, and what is not
    known. Comes from the inventory alone, so it works when the device is gone.

    \b
    Examples:
      stocktake incident /srv/share/HR
      stocktake incident /srv/share/HR --discovered "2026-03-31 14:30" --out facts.docx
    """
    from inventory.incident import Scope  # noqa: PLC0415
    from terminal.incident import Telling, print_incident  # noqa: PLC0415

    telling = Telling(datetime.now().astimezone(), discovered, out, as_json)
    rules = rules_of(read_settings(config_file))
    print_incident(open_inventory(db), rules, Scope(places, day), telling)


@main_group.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
def completion(shell: str) -> None:
    """Print what makes a shell complete commands, options and file names.

    \b
    Examples:
      stocktake completion bash > ~/.local/share/bash-completion/completions/stocktake
      stocktake completion zsh > ~/.zfunc/_stocktake
      stocktake completion fish > ~/.config/fish/completions/stocktake.fish
      stocktake completion powershell | Out-String | Invoke-Expression
    """
    from click.shell_completion import get_completion_class  # noqa: PLC0415

    import terminal.powershell  # noqa: F401, PLC0415 - makes it known

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - the choices are those that are known
    click.echo(kind(main_group, {}, "stocktake", "_STOCKTAKE_COMPLETE").source())


@main_group.command()
@db_option
@json_option
def doctor(db: Path | None, as_json: bool) -> None:
    """Check the installation, and say how to mend what is wrong with it.

    \b
    Examples:
      stocktake doctor
      stocktake doctor --json
    """
    from terminal.doctor import examine_installation  # noqa: PLC0415

    sound = examine_installation(db or default_inventory(), as_json=as_json)
    sys.exit(int(ExitCode.DONE if sound else ExitCode.ATTENTION))


for _command in (scan, watch, schedule, status, inventory, register, disposal, suppress):
    main_group.add_command(_command)


def main() -> None:
    """Run the command line; the console script `stocktake`."""
    if os.environ.get("_STOCKTAKE_COMPLETE", "").startswith("powershell"):
        import terminal.powershell  # noqa: F401, PLC0415 - makes it known
    main_group(prog_name="stocktake", windows_expand_args=False)
