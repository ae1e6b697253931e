"""Images are made anew from their pixels: no place, no camera, nothing hidden behind the last pixel remains."""

import io
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_SIDE = 1600
THUMBNAIL_SIDE = 480
MOST_PIXELS = 50_000_000  # a phone of 48 megapixels; an image that unpacks to more is not decoded


@dataclass(frozen=True, slots=True)
class Pictures:
    """A re-encoded image with its thumbnail."""

    data: bytes
    thumbnail: bytes
    content_type: str
    width: int
    height: int


def remake(data: bytes) -> Pictures:
    """Return the image re-encoded: at most 1600 px, without metadata. Raises ValidationError for what is no image."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image)
            image.verify()
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.format == "JPEG":
                image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
            picture = _upright(image)
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except Exception as error:  # Pillow's decoders raise many kinds of errors for broken bytes
        raise ValidationError(
            _("This image is damaged. Open it, save it again and send it once more."), code="image"
        ) from error
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Pictures(
        data=_encode(picture),
        thumbnail=_encode(small),
        width=picture.width,
        height=picture.height,
        content_type="image/webp" if picture.mode == "RGBA" else "image/jpeg",
    )


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_large()


def _too_large() -> ValidationError:
    return ValidationError(_("This image has too many pixels. Make it smaller and send it once more."), code="pixels")


def _upright(image: Image.Image) -> Image.Image:
    """Return the pixels turned as the camera meant, in one of two modes: with or without transparency."""
    turned = ImageOps.exif_transpose(image)
    transparent = turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info
    made = turned.convert("RGBA" if transparent else "RGB")
    made.info.clear()
    return made


def _encode(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    if picture.mode == "RGBA":
        picture.save(out, "WEBP", quality=82, method=4)
    else:
        picture.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue()
