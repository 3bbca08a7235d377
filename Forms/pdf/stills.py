"""Pages of paper do not move: of each animation some frames, row by row, in one picture.

stills.py FOLDER ANIMATION.gif…   writes FOLDER/ANIMATION.png for each, and FOLDER/ANIMATION.txt, which says
                                  how many frames of how many it shows
"""
import pathlib
import sys

from PIL import Image

SHEET_WIDTH = 1200  # pixels, about: so many columns as fit
MOST_ROWS = 4
TALLEST = 0.95      # of the sheet's width
GAP = 8


def distinct_frames(animation):
    """A frame that only repeats the one before it is a pause."""
    frames = []
    for index in range(animation.n_frames):
        animation.seek(index)
        frame = animation.convert("RGB")
        if not frames or frame.tobytes() != frames[-1].tobytes():
            frames.append(frame)
    return frames


def evenly_spaced(frames, count):
    """The first, the last, and others between them."""
    return [frames[round(index * (len(frames) - 1) / (count - 1))] for index in range(count)]


def sheet(frames):
    width, height = frames[0].size
    columns = max(1, round(SHEET_WIDTH / width))
    rows = min(MOST_ROWS, max(1, int(TALLEST * columns * width / height)))
    shown = evenly_spaced(frames, min(columns * rows, len(frames)))
    picture = Image.new("RGB", (columns * (width + GAP) - GAP, rows * (height + GAP) - GAP), "white")
    for index, frame in enumerate(shown):
        row, column = divmod(index, columns)
        picture.paste(frame, (column * (width + GAP), row * (height + GAP)))
    return picture, len(shown)


def main(folder, paths):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for path in map(pathlib.Path, paths):
        with Image.open(path) as animation:
            frames = distinct_frames(animation)
        picture, count = sheet(frames)
        picture.save(folder / f"{path.stem}.png")
        (folder / f"{path.stem}.txt").write_text(f"{count} of the animation's {len(frames)} moments, row by row.")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
