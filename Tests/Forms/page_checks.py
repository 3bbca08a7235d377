"""What is asked of a page once it is shown, at one width and in one theme. Each check gives its findings, a
line each: the element, what was expected, what there is."""
import pathlib

from browser import axe

SMALLEST_TEXT = 12  # CSS pixels; indices apart

_script = pathlib.Path(__file__).with_name("page_checks.js").read_text(encoding="utf-8")


def call(page, function, *arguments):
    """Calls a function of page_checks.js in the page."""
    return page.evaluate(f"async arguments => (\n{_script})[{function!r}](...arguments)", list(arguments))


def sideways_scroll(page):
    return call(page, "sidewaysScroll")


def cut_off(page):
    return call(page, "cutOff")


def raw_mathematics(page):
    return call(page, "rawMathematics")


def pictures(page):
    return call(page, "pictures")


def small_text(page):
    return call(page, "smallText", SMALLEST_TEXT)


def open_boxes(page, open=True):
    """Opens or closes every box of the page; how many there are."""
    return call(page, "openBoxes", open)


def accessibility(page):
    """All of axe but contrast, which takes most of its time."""
    return axe(page, rules={"color-contrast": False})


def contrast(page):
    """axe's contrast, of listings only those which show each kind of code for the first time, of formulas only
    whether they have the colour of their text: the page has ten thousand coloured words."""
    call(page, "markFirstListings")
    return (axe(page, without="math, pre:not([data-first])", only=["color-contrast"])
            + call(page, "formulasOfAnotherColour"))


def contrast_of_closed_boxes(page):
    """What is seen with boxes closed is seen with them open as well, all but the title of a closed one."""
    return axe(page, within="summary", only=["color-contrast"]) if page.query_selector("summary") else []


# In this order: pictures have their height only when they are there.
ALL = [pictures, sideways_scroll, cut_off, raw_mathematics, small_text, accessibility, contrast]
WITH_CLOSED_BOXES = [*ALL[:-1], contrast_of_closed_boxes]


def all_findings(page):
    """What every check finds; where the page has boxes, with all of them closed and with all of them open."""
    boxes = open_boxes(page, False)
    found = []
    if boxes:
        found = [finding for check in WITH_CLOSED_BOXES for finding in check(page)]
        open_boxes(page, True)
    everything = [finding for check in ALL for finding in check(page)]
    with_boxes = "with boxes open: " if boxes else ""
    return found + [with_boxes + finding for finding in everything if finding not in found]
