#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The whole way through the window by its keys alone: new project, import, recipe, a sweep of three, watch, compare,
inspect, playground, export, report. On a display of its own (Xvfb) with a window manager (openbox), every key sent by
xdotool; what came of it is read from the project's file and the written ones.

    tests/app/keyboard_way.py build/bin SmolLM2-135M-Instruct.Q4_1.gguf [--pictures DIR] [--keep]

Ends with 77 (skipped) where one of the programs or the backbone is missing."""
import argparse, os, random, shutil, signal, sqlite3, struct, subprocess, sys, tempfile, time, zlib

NEEDED = ["Xvfb", "openbox", "xdotool"]  # and xwd for --pictures
PATIENCE = 240  # seconds: a loaded machine loads a backbone and takes a few steps


def png_of(xwd):
    """A picture of xwd's (24 or 32 bits a pixel, blue first) as a PNG."""
    header, _, _, _, width, height = struct.unpack(">6I", xwd[:24])
    step = struct.unpack(">I", xwd[44:48])[0] // 8
    line, colours = struct.unpack(">I", xwd[48:52])[0], struct.unpack(">I", xwd[76:80])[0]
    begin = header + 12 * colours
    rows = bytearray()
    for y in range(height):
        row = xwd[begin + y * line:begin + y * line + step * width]
        rgb = bytearray(3 * width)
        rgb[0::3], rgb[1::3], rgb[2::3] = row[2::step], row[1::step], row[0::step]
        rows += b"\0" + rgb

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(bytes(rows), 6)) + chunk(b"IEND", b""))


class Way:
    def __init__(self, binaries, pictures):
        self.folder = tempfile.mkdtemp(prefix="keyboard-")
        self.binaries, self.pictures, self.shots = binaries, pictures, 0
        self.focus_file = os.path.join(self.folder, "focus")
        self.project = os.path.join(self.folder, "by-keys.lathe")
        self.children = []
        self.env = dict(os.environ, DISPLAY=f":{random.randrange(200, 600)}", QT_QPA_PLATFORM="xcb", LC_ALL="C.UTF-8",
                        PROMPTLATHE_FOCUS=self.focus_file, QT_SCALE_FACTOR="1")
        for name in ("CONFIG", "STATE", "DATA", "RUNTIME"):
            at = os.path.join(self.folder, name.lower())
            os.mkdir(at, 0o700)
            self.env["XDG_RUNTIME_DIR" if name == "RUNTIME" else f"XDG_{name}_HOME"] = at
        self.env.pop("XDG_CURRENT_DESKTOP", None)
        self.env.pop("WAYLAND_DISPLAY", None)

    def start(self, *words):
        child = subprocess.Popen(words, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.children.append(child)
        return child

    def stop(self):
        for child in reversed(self.children):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
                try:
                    child.wait(5)
                except subprocess.TimeoutExpired:
                    child.kill()

    # Keys
    def xdotool(self, *words):
        return subprocess.run(["xdotool", *words], env=self.env, check=True, capture_output=True, text=True).stdout

    def key(self, *names, pause=0.05):
        for name in names:
            self.xdotool("key", "--clearmodifiers", name)
            time.sleep(pause)

    def type(self, text):
        self.xdotool("type", "--delay", "8", text)
        time.sleep(0.1)

    def replace(self, text):
        self.key("ctrl+a")
        self.type(text)

    # Where the focus is
    def focus(self):
        try:
            lines = open(self.focus_file, encoding="utf8").read().splitlines()
        except FileNotFoundError:
            lines = []
        return lines[-1].split("\t") if lines else ["", "", ""]

    def tab_to(self, name, most=90, back=False):
        """Tab, and nothing else, until the control of this object name or accessible name has the focus."""
        met = []
        for _ in range(most):
            if name in self.focus()[:2]:
                return
            met.append(self.focus())
            self.key("shift+Tab" if back else "Tab", pause=0.06)
        names = list(dict.fromkeys(each[0] or each[1] or each[2] for each in met))
        self.fail(f"Tab never came to {name!r}; it met {', '.join(names)}")

    # What came of it
    def rows(self, sql):
        try:
            with sqlite3.connect(f"file:{self.project}?mode=ro", uri=True, timeout=5) as database:
                return database.execute(sql).fetchall()
        except sqlite3.OperationalError:
            return []

    def wait(self, what, condition, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.2)
        self.fail(f"waited {seconds} s for: {what}")

    def picture(self, name):
        if not self.pictures or not shutil.which("xwd"):
            return
        os.makedirs(self.pictures, exist_ok=True)
        self.shots += 1
        shot = subprocess.run(["xwd", "-root", "-silent"], env=self.env, capture_output=True, check=False).stdout
        if shot:
            with open(os.path.join(self.pictures, f"{self.shots:02d}-{name}.png"), "wb") as file:
                file.write(png_of(shot))

    def fail(self, why):
        self.picture("failed")
        raise SystemExit(f"keyboard_way: {why}\n  focus: {self.focus()}")

    def page(self, key, name):
        self.key(f"ctrl+{key}")
        time.sleep(0.5)
        self.picture(name)


def walk(way, backbone):
    cli = os.path.join(way.binaries, "promptlathe-cli")
    subprocess.run([cli, "backbone", "add", backbone, "--id", "smollm2"], env=way.env, check=True, capture_output=True)
    data = os.path.join(way.folder, "glosses.csv")
    kinds = [("an animal with %d legs", "animal"), ("a dish of %d fruits", "food"), ("a tree of %d meters", "plant")]
    with open(data, "w", encoding="utf8") as file:
        file.write("text,label\n")
        for i in range(48):
            text, label = kinds[i % 3]
            file.write(f"{text % (i + 2)},{label}\n")

    way.start("Xvfb", way.env["DISPLAY"], "-screen", "0", "1440x900x24", "-nolisten", "tcp")
    way.wait("the display", lambda: subprocess.run(["xdotool", "getdisplaygeometry"], env=way.env,
                                                   capture_output=True).returncode == 0, 20)
    way.start("openbox")
    time.sleep(0.5)
    way.start(os.path.join(way.binaries, "promptlathe"))
    way.wait("the window", lambda: subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Promptlathe"],
                                                  env=way.env, capture_output=True).returncode == 0, 30)
    time.sleep(1)

    # A new project, and data into it.
    way.key("ctrl+n")
    time.sleep(0.7)
    way.replace(way.project)
    way.key("Return")
    way.wait("the project", lambda: os.path.exists(way.project), 20)
    time.sleep(0.5)
    way.key("ctrl+i")
    time.sleep(0.7)
    way.replace(data)
    way.key("Return")
    way.wait("the import's first rows", lambda: way.focus()[0] == "importStart", 30)
    way.picture("import")
    way.tab_to("importShare", back=True)
    way.replace("0.25")
    way.tab_to("importStart")
    way.key("space")
    way.wait("the data set", lambda: way.rows("SELECT 1 FROM data_set WHERE ready = 1"), 60)
    time.sleep(0.7)
    way.picture("data")

    # The recipe: a few steps, and three rates.
    way.page("4", "recipe")
    fill_recipe(way)
    way.picture("recipe-filled")
    way.tab_to("sweepValues0", most=140)
    way.replace("0.003, 0.01, 0.03")
    way.tab_to("queueRuns", most=140)
    way.picture("sweep")
    way.key("space")
    way.wait("three runs", lambda: len(way.rows("SELECT run FROM run")) == 3 and
             not way.rows("SELECT 1 FROM run WHERE state <> 'finished'"))
    time.sleep(1)
    way.picture("runs")

    # Watched and compared.
    way.tab_to("lossChart")
    way.key("Left", "Left", "plus")
    way.picture("crosshair")
    way.page("6", "compare")
    way.tab_to("filter")
    way.type("learning_rate > 0.005")
    way.key("Escape")
    way.tab_to("compareTable")
    way.key("Home", "ctrl+a")
    time.sleep(0.5)
    way.picture("compared")

    # Looked into.
    way.page("7", "prompt")
    way.tab_to("snapshot")
    way.key("Home", "End")
    way.tab_to("neighbourTable")
    way.key("Down", "Down")
    way.picture("prompt")

    # Tried.
    way.page("8", "playground")
    way.tab_to("field_text")
    way.type("a soup of beans")
    way.key("ctrl+Return")
    time.sleep(8)
    way.picture("playground")
    way.tab_to("expected")
    way.type("food")
    way.tab_to("saveCase")
    way.key("space")
    way.wait("the case", lambda: way.rows("SELECT 1 FROM project WHERE key = 'view playground cases'"), 10)

    # Taken elsewhere.
    exported = os.path.join(way.folder, "exported")
    os.mkdir(exported)
    way.page("7", "prompt-export")
    way.tab_to("export")
    way.key("space")
    time.sleep(0.4)
    way.key("Down", "Return")
    time.sleep(0.7)
    way.replace(exported)
    way.key("Return")
    way.wait("the exported adapter", lambda: any("adapter_config.json" in files for _, _, files in os.walk(way.folder)), 60)
    report = os.path.join(way.folder, "report.html")
    way.key("ctrl+shift+e")
    time.sleep(0.7)
    way.replace(report)
    way.key("Return")
    way.wait("the report", lambda: os.path.exists(report), 30)

    # Every other page, and the way out.
    for key, name in (("1", "start"), ("2", "data"), ("3", "backbones"), ("5", "runs"), ("9", "examples"), ("0", "studies")):
        way.page(key, f"page-{name}")
    way.key("ctrl+q")
    window = way.children[-1]
    way.wait("the window's end", lambda: window.poll() is not None, 20)
    if window.returncode != 0:
        way.fail(f"the window ended with {window.returncode}")


def fill_recipe(way):
    """A few steps over the imported rows, in the order of the form."""
    way.tab_to("name")
    way.replace("by keys")
    way.tab_to("backbone.id")
    way.key("Down")
    way.tab_to("task.data")
    way.key("Down")
    for option, value in (("training.steps", "6"), ("training.batch", "4"), ("training.evaluate_every", "3"),
                          ("training.snapshot_every", "3")):
        way.tab_to(option)
        way.replace(value)
    way.tab_to("fillLabels")
    way.key("space")
    time.sleep(0.7)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("backbone")
    parser.add_argument("--pictures")
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    missing = [name for name in NEEDED if not shutil.which(name)]
    if missing or not os.path.exists(given.backbone):
        print("skipped; missing:", ", ".join(missing or [given.backbone]))
        return 77
    way = Way(os.path.abspath(given.binaries), given.pictures and os.path.abspath(given.pictures))
    try:
        walk(way, os.path.abspath(given.backbone))
        print("the whole way by keys: done")
    finally:
        way.stop()
        if given.keep:
            print("kept:", way.folder)
        else:
            shutil.rmtree(way.folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
