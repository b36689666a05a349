"""What completes the command line in a shell, made from its definition. Pure.

Each shell gets a script of its own kind. It holds all that there is to offer, and starts nothing.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from cardreader.cli.arguments import COMMANDS, SUMMARIES, WITH_VALUE, arguments_of
from cardreader.query import ORDERS
from cardreader.query.fields import FIELDS, RELEVANCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cardreader.cli.arguments import Argument

_EVERY = (None, *COMMANDS)  # None: the reader
_ORDERS = (*ORDERS, *(f"{name}:{way}" for name in ORDERS for way in ("asc", "desc")), RELEVANCE)
_FIELDS = tuple(f"{field.name}:" for field in FIELDS.values())
# What a field takes, where that is one of a few words.
_VALUES = tuple(f"{field.name}:{value}" for field in FIELDS.values() for value in field.values)


def script_for(shell: str) -> str:
    """Return the script for one of `arguments.SHELLS`."""
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell]()


def _options(command: str | None) -> list[Argument]:
    return [each for each in arguments_of(command) if each.names]


def _places(command: str | None) -> list[Argument]:
    return [each for each in arguments_of(command) if not each.names]


def _lines(lines: Iterable[str], indent: int) -> str:
    return "\n".join(" " * indent + line for line in lines)


_BASH = r"""# bash completion for cardreader, made by `cardreader completions bash`.

_cardreader() {
    # Not COMP_WORDS: bash parts these at : and = too.
    local line=${COMP_LINE:0:COMP_POINT} option= command= place=0 word i
    local -a words
    COMPREPLY=()
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=('')
    local last=$((${#words[@]} - 1))
    local cur=${words[last]}
    for ((i = 1; i < last; i++)); do
        word=${words[i]}
        if [[ $option ]]; then option=; continue; fi
        case $word in
            WITH_VALUE) option=$word ;;
            -*) ;;
            COMMANDS) if [[ $command$place == 0 ]]; then command=$word; else ((place += 1)); fi ;;
            *) ((place += 1)) ;;
        esac
    done
    case $cur in --*=*) option=${cur%%=*} cur=${cur#*=} ;; esac
    case $option in
        -q | --query)
            _cardreader_no_files
            if [[ $cur == *:* ]]; then
                _cardreader_offer 'VALUES'
            else
                _cardreader_offer 'FIELDS'
                compopt -o nospace 2>/dev/null
            fi ;;
        --sort) _cardreader_offer 'ORDERS' ;;
        --config) ;; # files, which bash completes by itself
        --data) _cardreader_folders ;;
        --limit) _cardreader_no_files ;;
        *) _cardreader_place "$command" "$place" ;;
    esac
}

_cardreader_place() {
    case $1/$2/$cur in
PLACES
    esac
}

# bash puts what is offered in the place of what stands behind the last : or = only.
_cardreader_offer() {
    local cut=
    [[ $COMP_WORDBREAKS == *:* ]] && cut=${cur%"${cur##*:}"}
    COMPREPLY=($(compgen -W "$1" -- "$cur"))
    COMPREPLY=("${COMPREPLY[@]#"$cut"}")
}

_cardreader_folders() {
    local IFS=$'\n'
    compopt -o filenames 2>/dev/null
    COMPREPLY+=($(compgen -d -- "$cur"))
}

_cardreader_no_files() {
    compopt +o default +o bashdefault 2>/dev/null
}

complete -o bashdefault -o default -F _cardreader cardreader
"""


def _bash() -> str:
    lines = []
    for command in _EVERY:
        names = [name for option in _options(command) for name in option.names]
        lines.append(f"{command or ''}/*/-*) _cardreader_offer '{' '.join(names)}' ;;")
        lines += _bash_places(command)
    lines.append("*) _cardreader_no_files ;;")
    return (
        _BASH.replace("WITH_VALUE", " | ".join(WITH_VALUE))
        .replace("COMMANDS", " | ".join(COMMANDS))
        .replace("VALUES", " ".join(_VALUES))
        .replace("FIELDS", " ".join(_FIELDS))
        .replace("ORDERS", " ".join(_ORDERS))
        .replace("PLACES", _lines(lines, 8))
    )


def _bash_places(command: str | None) -> list[str]:
    if command is None:
        commands = f"_cardreader_offer '{' '.join(COMMANDS)}'"
        return [f"/0/*) {commands}; _cardreader_folders ;;", "/*/*) _cardreader_folders ;;"]
    lines = []
    for number, place in enumerate(_places(command)):
        at = f"{command}/{'*' if place.is_many else number}/*)"
        if place.choices:
            lines.append(f"{at} _cardreader_offer '{' '.join(place.choices)}' ;;")
        elif place.takes == "PATH":
            lines.append(f"{at} _cardreader_folders ;;")
        else:
            lines.append(f"{at} ;; # files")
    return lines


_ZSH = r"""#compdef cardreader
# zsh completion for cardreader, made by `cardreader completions zsh`.

_cardreader() {
  local command= word i
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    case $word in
      (WITH_VALUE) ((i += 1)) ;;
      (-*) ;;
      (COMMANDS) command=$word; words[i]=(); ((CURRENT -= 1)); break ;;
      (*) break ;;
    esac
  done
  case $command in
CASES
  esac
}

_cardreader_first() {
  local -a commands=(
SUMMARIES
  )
  _describe -t commands command commands
  _directories
}

_cardreader_query() {
  compset -P '*[ (-]'
  if [[ $PREFIX == *:* ]]; then
    compadd -- VALUES
  else
    local -a fields=(
FIELDS
    )
    _describe -t fields field fields -S ''
  fi
}

_cardreader_orders() {
  compadd -- ORDERS
}

if [[ $funcstack[1] == _cardreader ]]; then
  _cardreader "$@"
else
  compdef _cardreader cardreader
fi
"""
_ZSH_VALUES = {
    "PATH": "folder:_directories",
    "DIR": "folder:_directories",
    "FILE": "file:_files",
    "CARD": "card:_files",
    "QUERY": "query:_cardreader_query",
    "ORDER": "order:_cardreader_orders",
    "N": "number: ",
}


def _zsh() -> str:
    cases = []
    for command in _EVERY:
        cases.append(f"({command or '*'}) _arguments \\")
        specs = [_zsh_option(option) for option in _options(command)]
        specs += [_zsh_place(place) for place in _places(command)]
        if command is None:
            specs.insert(-1, "'1: :_cardreader_first'")
        cases += [f"  {spec} \\" for spec in specs]
        cases[-1] = cases[-1].removesuffix(" \\") + " ;;"
    # The reader's case, which holds for anything, comes last.
    own = next(number for number, case in enumerate(cases) if number and case.startswith("("))
    summaries = [shlex.quote(f"{name}:{text}") for name, text in SUMMARIES.items()]
    fields = [shlex.quote(f"{field.name}\\::{field.help}") for field in FIELDS.values()]
    return (
        _ZSH.replace("WITH_VALUE", "|".join(WITH_VALUE))
        .replace("COMMANDS", "|".join(COMMANDS))
        .replace("CASES", _lines([*cases[own:], *cases[:own]], 4))
        .replace("SUMMARIES", _lines(summaries, 4))
        .replace("VALUES", " ".join(_VALUES))
        .replace("FIELDS", _lines(fields, 6))
        .replace("ORDERS", " ".join(_ORDERS))
    )


def _zsh_option(option: Argument) -> str:
    # A `=` lets the value of a long name stand behind one too.
    names = [f"{name}{'=' * (name[1] == '-' and bool(option.takes))}" for name in option.names]
    value = f":{_ZSH_VALUES[option.takes]}" if option.takes else ""
    text = shlex.quote(f"[{option.help}]{value}")
    if len(names) == 1:
        return names[0] + text
    return f"'({' '.join(option.names)})'{{{','.join(names)}}}{text}"


def _zsh_place(place: Argument) -> str:
    many = "*" if place.is_many else ":" if place.written.startswith("[") else ""
    if place.choices:
        return f"':{place.help}:({' '.join(place.choices)})'"
    return f"'{many}:{_ZSH_VALUES[place.takes]}'"


_FISH = r"""# fish completion for cardreader, made by `cardreader completions fish`.

# The command on the line; without one `none`, or `reader` behind a folder.
function __cardreader_command
    set -l option
    for word in (commandline -opc)[2..-1]
        if test -n "$option"
            set option
            continue
        end
        switch $word
            case WITH_VALUE
                set option $word
            case '-*'
            case COMMANDS
                echo $word
                return
            case '*'
                echo reader
                return
        end
    end
    echo none
end

function __cardreader_is
    contains -- (__cardreader_command) $argv
end

complete -c cardreader -f
"""
_FISH_VALUES = {
    "PATH": "-x -a '(__fish_complete_directories)'",
    "DIR": "-x -a '(__fish_complete_directories)'",
    "FILE": "-r -F",
    "CARD": "-r -F",
    "QUERY": f"-x -a '{' '.join((*_FIELDS, *_VALUES))}'",
    "ORDER": f"-x -a '{' '.join(_ORDERS)}'",
    "N": "-x",
}


def _fish() -> str:
    lines = [
        f"complete -c cardreader -n '__cardreader_is none' -a {name} -d {_fish_text(text)}"
        for name, text in SUMMARIES.items()
    ]
    for command in _EVERY:
        own = f"__cardreader_is {command or 'none reader'}"
        for option in _options(command):
            names = " ".join(
                f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}"
                for name in option.names
            )
            value = f" {_FISH_VALUES[option.takes]}" if option.takes else ""
            lines.append(
                f"complete -c cardreader -n '{own}' {names}{value} -d {_fish_text(option.help)}"
            )
        for place in _places(command):
            seen = f"; and not __fish_seen_subcommand_from {' '.join(place.choices)}"
            when = own + (seen if place.choices else "")
            what = (
                f"-a '{' '.join(place.choices)}'"
                if place.choices
                else _FISH_VALUES[place.takes].removeprefix("-x ").removeprefix("-r ")
            )
            lines.append(f"complete -c cardreader -n '{when}' {what}")
    header = _FISH.replace("WITH_VALUE", " ".join(WITH_VALUE))
    return "\n".join((header.replace("COMMANDS", " ".join(COMMANDS)), *lines, ""))


def _fish_text(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
