"""A real browser without a window. Without a browser, these tests are skipped."""

import json
import shutil
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")


class Browser:
    """A browser that opens pages from a folder, and knows what they asked for and complained of."""

    def __init__(self, driver: Any, folder: Path) -> None:
        self.driver, self.folder = driver, folder

    def open(
        self,
        page: str,
        *,
        width: int = 1280,
        dark: bool = False,
        paper: bool = False,
        script: bool = True,
        at: str = "",
    ) -> None:
        """Open a page of ours from the folder, or at an address; ``paper`` shows it as it is printed."""
        path = self.folder / "page.html"
        path.write_text(page, encoding="utf-8")
        self.driver.get_log("performance")
        self.driver.get_log("browser")
        wishes = {"prefers-color-scheme": "dark" if dark else "light", "prefers-reduced-motion": "reduce"}
        features = [{"name": name, "value": value} for name, value in wishes.items()]
        self.command("Emulation.setEmulatedMedia", media="print" if paper else "", features=features)
        self.command("Emulation.setScriptExecutionDisabled", value=not script)
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.command("Emulation.setDeviceMetricsOverride", **size)
        self.driver.get(at or path.as_uri())

    def command(self, name: str, **parameters: Any) -> Any:
        """Send a command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(name, parameters)

    def run(self, expression: str) -> Any:
        """Return what a JavaScript expression is on the page."""
        return self.driver.execute_script(f"return {expression}")

    def find(self, selector: str) -> list[Any]:
        """Return the elements that a CSS selector finds."""
        return list(self.driver.find_elements("css selector", selector))

    def screenshot(self) -> bytes:
        """Return the whole page as a PNG."""
        return b64decode(self.command("Page.captureScreenshot", captureBeyondViewport=True)["data"])

    def list_accessible(self) -> list[tuple[str, str]]:
        """Return the role and the name of everything that a screen reader meets."""
        nodes = self.command("Accessibility.getFullAXTree")["nodes"]
        named = [node for node in nodes if not node.get("ignored") and "role" in node]
        return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in named]

    def complaints(self) -> list[str]:
        """Return what the page wrote to the console, its policy's complaints included."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Return every address that was asked for, but for the page itself."""
        events = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        sent = [each["params"]["request"]["url"] for each in events if each["method"] == "Network.requestWillBeSent"]
        return [address for address in sent if not address.startswith(("data:", self.folder.as_uri() + "/page.html"))]


@contextmanager
def open_browser(folder: Path) -> Iterator[Browser]:
    """Start a browser of its own, until the block ends."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="needs the extra 'browser'")
    if not (CHROMIUM and DRIVER):
        pytest.skip("There is no chromium with its driver.")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(executable_path=DRIVER)
    driver = webdriver.Chrome(options=options, service=service)
    try:
        yield Browser(driver, folder)
    finally:
        driver.quit()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start a browser once."""
    with open_browser(tmp_path_factory.mktemp("pages")) as opened:
        yield opened


@pytest.fixture
def screenshots(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The folder for screenshots: that of ``--screenshots``, to be looked at, or one that goes away."""
    path = Path(request.config.getoption("--screenshots") or tmp_path)
    path.mkdir(parents=True, exist_ok=True)
    return path
