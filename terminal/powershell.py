"""Completion for PowerShell, which click lacks; imported when a shell asks for it only."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from click.shell_completion import ShellComplete, add_completion_class

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# PowerShell gives the word at the cursor and the parsed line. What ends before the cursor are
# arguments; the word ends at it. Where click says that a file is wanted, PowerShell's own
# completion of file names answers.
_SOURCE = """\
Register-ArgumentCompleter -Native -CommandName '%(prog_name)s', '%(prog_name)s.exe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = @($commandAst.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object {
            if ($_ -is [Management.Automation.Language.StringConstantExpressionAst]) { $_.Value }
            else { $_.Extent.Text }
        })
    if ($before.Count -eq 0) { return }
    try {
        $env:%(complete_var)s = 'powershell_complete'
        $env:COMP_WORDS = $before -join "`n"
        $env:COMP_CWORD = $wordToComplete
        $found = @(& $before[0])
    } finally {
        Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_CWORD -ErrorAction Ignore
    }
    foreach ($line in $found) {
        $kind, $value, $help = $line -split "`t", 3
        if ($kind -ne 'plain') {
            [Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
        } else {
            if (-not $help) { $help = $value }
            [Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
        }
    }
}
"""


@add_completion_class
class PowerShellComplete(ShellComplete):
    """Speaks the protocol of the script: words in two variables, one answer a line."""

    name = "powershell"
    source_template = _SOURCE

    def get_completion_args(self) -> tuple[list[str], str]:
        """Give the arguments before the cursor, and the word at it.

        PowerShell has no empty variables, so the word is missing where nothing is typed yet. A
        quote before it is part of how it was typed, not of the word.
        """
        words = os.environ["COMP_WORDS"].splitlines()
        return words[1:], os.environ.get("COMP_CWORD", "").lstrip("\"'")

    def format_completion(self, item: CompletionItem) -> str:
        """Give what kind of answer it is, the answer, and what it is for."""
        # A line of help in one line, with no tab in it.
        return "\t".join((item.type, item.value, " ".join((item.help or "").split())))
