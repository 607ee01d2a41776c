#!/usr/bin/env python3
"""Records a session with bin/pipyctl and writes docs/images/session.svg, which the README shows.

Everything on the picture was on a terminal: a shell in tmux, 80 columns wide, that a script types
into. Usage, from anywhere, with ports 8000 and 6060 free:

    docs/images/record-session.py
"""

import html
import re
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs/images/session.svg"
COLUMNS, ROWS = 80, 24
PROMPT = "$ "
COLORS = {31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 34: "#79c0ff", 35: "#d2a8ff", 36: "#76e3ea"}
CELL, LINE, MARGIN, BAR = 8.4, 18, 14, 26


class Terminal:
    """A tmux server with one window. Each look at it is kept, with how long it is to be shown."""

    def __init__(self, folder):
        self.tmux_command = ["tmux", "-S", f"{folder}/tmux", "-f", "/dev/null"]
        self.frames = []
        environment = {
            "ENV": f"{folder}/start.sh",
            "XDG_STATE_HOME": f"{folder}/state",
            "XDG_CONFIG_HOME": f"{folder}/config",
            "PIPY_PAGER": "cat",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "user.name",
            "GIT_CONFIG_VALUE_0": "ann",
        }
        Path(environment["ENV"]).write_text(f"PS1='{PROMPT}' PATH='{ROOT}/bin':$PATH\n", encoding="utf-8")
        settings = [word for name, value in environment.items() for word in ("-e", f"{name}={value}")]
        size = ["-x", str(COLUMNS), "-y", str(ROWS)]
        self.tmux("new-session", "-d", *size, *settings, f"cd '{folder}' && exec sh")
        self.wait_for_prompt()

    def tmux(self, *words):
        return subprocess.run(
            self.tmux_command + list(words), check=True, capture_output=True, text=True
        ).stdout

    def screen(self):
        return self.tmux("capture-pane", "-p", "-e").rstrip("\n").split("\n")

    def wait_for(self, wanted, what):
        deadline = time.monotonic() + 60
        while not wanted("\n".join(self.screen())):
            if time.monotonic() > deadline:
                raise SystemExit(f"not within a minute: {what}\n" + "\n".join(self.screen()))
            time.sleep(0.05)

    def wait_for_prompt(self, after=""):
        """Waits for a prompt, which stands below the command that was typed last."""

        def asks(text):
            return text.rstrip().split("\n")[-1] == PROMPT.rstrip()

        self.wait_for(asks, "the prompt after " + after)

    def look(self, seconds):
        self.frames.append((self.screen(), seconds))

    def type(self, text):
        """Types as people do: the picture shows a few letters more each time."""
        for i in range(0, len(text), 4):
            self.tmux("send-keys", "-l", "--", text[i : i + 4])
            time.sleep(0.03)
            self.look(0.12)
        self.look(0.5)
        self.tmux("send-keys", "Enter")

    def run(self, command, seconds=2.0):
        self.type(command)
        time.sleep(0.5)  # until the line is taken, and the prompt before it is not the last line
        self.wait_for_prompt(command)
        self.look(seconds)

    def close(self):
        subprocess.run(self.tmux_command + ["kill-server"], check=False, capture_output=True)


def record(folder):
    terminal = Terminal(folder)
    try:
        terminal.run("pipy --log-file=pipy.log &", 1.0)
        terminal.wait_for(lambda _: answers(), "the control API")
        terminal.run("pipyctl init hello")
        terminal.run("pipyctl deploy hello")
        terminal.run("curl localhost:8000/there")
        terminal.run("sed -i 's/Hi!/Good morning!/' hello/config/main.json", 0.8)
        terminal.run("pipyctl diff hello")
        terminal.run("pipyctl deploy hello -m 'more polite'")
        terminal.run("curl localhost:8000/there")
        terminal.run("clear", 0.2)
        terminal.run("sed -i 's/serveHTTP/serveHTPP/' hello/main.js", 0.8)
        terminal.run("pipyctl deploy hello", 4.0)
        terminal.run("pipyctl history hello", 3.0)
        terminal.run("pipyctl rollback hello --yes")
        terminal.run("curl localhost:8000/there", 4.0)
        return list(terminal.frames)
    finally:
        terminal.run("kill %1; wait", 0)
        terminal.close()


def answers():
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", 6060)) == 0


def spans(line):
    """A line with colours as (text, style) pairs."""
    style, parts = {}, []
    for piece in re.split(r"(\x1b\[[0-9;]*m)", line):
        if not piece.startswith("\x1b["):
            if piece:
                parts.append((piece, dict(style)))
            continue
        for code in (int(number or 0) for number in piece[2:-1].split(";")):
            if code == 0:
                style = {}
            elif code == 1:
                style["font-weight"] = "bold"
            elif code == 2:
                style["opacity"] = ".6"
            elif code == 39:
                style.pop("fill", None)
            elif code in COLORS:
                style["fill"] = COLORS[code]
    return parts


def drawn(line):
    text = ""
    for part, style in spans(line):
        attributes = "".join(f' {name}="{value}"' for name, value in style.items())
        safe = html.escape(part, quote=False)
        text += f"<tspan{attributes}>{safe}</tspan>" if attributes else safe
    return text


def svg(frames):
    total = sum(seconds for _, seconds in frames)
    lines = {}  # (row, text) -> intervals in which it is shown
    now = 0.0
    for screen, seconds in frames:
        for row, text in enumerate(screen):
            if text.strip():
                shown = lines.setdefault((row, text), [])
                if shown and abs(shown[-1][1] - now) < 1e-9:
                    shown[-1][1] = now + seconds
                else:
                    shown.append([now, now + seconds])
        now += seconds
    width, height = COLUMNS * CELL + 2 * MARGIN, ROWS * LINE + MARGIN + BAR + 8
    rules, body, names = [], [], {}
    for (row, text), shown in sorted(lines.items()):
        for begin, end in shown:
            key = (round(begin / total * 100, 2), round(end / total * 100, 2))
            if key not in names:
                names[key] = f"f{len(names)}"
                rules.append(rule(names[key], *key))
            y = BAR + MARGIN + (row + 1) * LINE - 5
            at_the_end = "" if end >= total - 1e-9 else " past"
            body.append(
                f'<text class="{names[key]}{at_the_end}" x="{MARGIN}" y="{y}">{drawn(text)}</text>'
            )
    newline = "\n"
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" xml:space="preserve" \
aria-label="A terminal: a codebase is made, deployed, changed, broken, and rolled back">
<title>pipyctl: init, deploy, a change, a mistake, rollback</title>
<style>
text {{ font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; \
fill: #e6edf3; white-space: pre; animation-duration: {total:.2f}s; \
animation-iteration-count: infinite; animation-timing-function: step-end }}
@media (prefers-reduced-motion: reduce) {{ text {{ animation: none !important }} .past {{ visibility: hidden }} }}
{newline.join(rules)}
</style>
<rect width="{width:g}" height="{height:g}" rx="8" fill="#0d1117"/>
<circle cx="18" cy="15" r="5" fill="#ff5f56"/><circle cx="36" cy="15" r="5" fill="#ffbd2e"/>\
<circle cx="54" cy="15" r="5" fill="#27c93f"/>
{newline.join(body)}
</svg>
"""


def rule(name, begin, end):
    before = "0%{visibility:hidden}" if begin > 0 else ""
    after = f"{end:g}%,100%{{visibility:hidden}}" if end < 100 else ""
    return (
        f"@keyframes {name}{{{before}{begin:g}%{{visibility:visible}}{after}}}"
        f".{name}{{animation-name:{name}}}"
    )


def main():
    with tempfile.TemporaryDirectory() as folder:
        frames = record(folder)
    TARGET.write_text(svg(frames), encoding="utf-8")
    print(f"{TARGET}: {len(frames)} frames, {TARGET.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
