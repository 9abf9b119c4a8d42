"""PDF pages as images, for the screen and for the printer."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from planner.domain.errors import FileProblem

PRINT_DPI = 300
_A4_LONG_SIDE = 12 * PRINT_DPI  # inches, a little more than A4 has


def page_images(pdf: bytes, scale: float, report: Callable[[int, str], None]) -> list[QImage]:
    """Return every page as an image; scale 1 is 72 dots an inch. May run on a worker thread."""
    from planner.briefing.raster import page_count, render_page

    images = []
    count = page_count(pdf)
    for index in range(count):
        report(round(100 * index / count), f"Page {index + 1} of {count}")
        width, height, data = render_page(pdf, index, scale)
        images.append(QImage(data, width, height, width * 4, QImage.Format.Format_RGB32).copy())
    return images


def print_images(images: list[QImage], printer: QPrinter) -> None:
    """Send page images to a printer, each filling its sheet; only the pages that the dialog asked for."""
    first, last = printer.fromPage() or 1, printer.toPage() or len(images)
    size = images[0].size()
    is_large = max(size.width(), size.height()) > _A4_LONG_SIDE
    is_wide = size.width() > size.height()
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A3 if is_large else QPageSize.PageSizeId.A4))
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if is_wide else QPageLayout.Orientation.Portrait
    )
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise FileProblem("The printer did not answer; check that it is on, or save the PDF and print that.")
    for number, image in enumerate(images[first - 1 : last]):
        if number:
            printer.newPage()
        painter.drawImage(
            _fitted(image.size(), printer.pageLayout().fullRectPixels(printer.resolution())), image
        )
    painter.end()


def _fitted(size: QSize, sheet: QRect) -> QRectF:
    factor = min(sheet.width() / size.width(), sheet.height() / size.height())
    width, height = size.width() * factor, size.height() * factor
    return QRectF((sheet.width() - width) / 2, (sheet.height() - height) / 2, width, height)
