package io.lifecycle4j.core.data.format;

import io.lifecycle4j.error.InvalidDataException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The pixels of one PNG or JPEG file of a known size. Nothing is decoded before the size that the
 * file declares is checked.
 *
 * <p>Samples are read as they are stored, without a colour profile; transparency is dropped; a gray
 * image has three equal channels if colours are requested.
 */
record ImageFile(String name, int channels, int height, int width) {
  private static final int MAX_BYTES = 1 << 26;
  private static final long PNG = 0x89504E470D0A1A0AL;
  private static final int LAST_CHUNK = 0x49454E44; // IEND

  /** Reads the pixels, channel by channel, row by row. */
  void read(InputStream in, float[] target) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw invalid("more than " + MAX_BYTES + " bytes", null);
    }
    copy(decode(bytes), target);
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // decoders throw any exception for corrupt bytes
  private BufferedImage decode(byte[] bytes) {
    String format = format(bytes);
    if (format.equals("png")) {
      checkChunks(ByteBuffer.wrap(bytes).position(8));
    }
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      if (reader.getHeight(0) != height || reader.getWidth(0) != width) {
        throw invalid(
            String.format(
                "%s x %s (must be %s x %s, height x width)",
                reader.getHeight(0), reader.getWidth(0), height, width),
            null);
      }
      // the reader decodes truncated data as black, and only warns
      reader.addIIOReadWarningListener(
          (source, warning) -> {
            throw invalid("damaged image: " + warning, null);
          });
      return reader.read(0);
    } catch (InvalidDataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw invalid("damaged image: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  private String format(byte[] bytes) {
    if (bytes.length > 8 && ByteBuffer.wrap(bytes).getLong() == PNG) {
      return "png";
    }
    if (bytes.length > 8 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xD8) {
      return "jpeg";
    }
    throw invalid("no image (must be PNG or JPEG)", null);
  }

  /** Checks what the reader does not: checksums, and the end of the file. */
  private void checkChunks(ByteBuffer bytes) {
    while (bytes.remaining() >= 12) {
      int length = bytes.getInt();
      if (length < 0 || length > bytes.remaining() - 8) {
        break;
      }
      CRC32 crc = new CRC32();
      int type = bytes.getInt(bytes.position());
      crc.update(bytes.slice(bytes.position(), 4 + length));
      bytes.position(bytes.position() + 4 + length);
      if (bytes.getInt() != (int) crc.getValue()) {
        throw invalid("damaged image: wrong checksum", null);
      }
      if (type == LAST_CHUNK) {
        return;
      }
    }
    throw invalid("damaged image: ends too early", null);
  }

  private void copy(BufferedImage image, float[] target) {
    Raster raster = image.getRaster();
    IndexColorModel palette =
        image.getColorModel() instanceof IndexColorModel indexed ? indexed : null;
    if (palette == null && raster.getSampleModel().getSampleSize(0) != 8) {
      throw invalid(raster.getSampleModel().getSampleSize(0) + " bits a sample (must be 8)", null);
    }
    int[] pixel = new int[Math.max(3, raster.getNumBands())];
    for (int place = 0; place < height * width; place++) {
      raster.getPixel(place % width, place / width, pixel);
      if (palette != null) {
        int index = pixel[0];
        put(target, place, palette.getRed(index), palette.getGreen(index), palette.getBlue(index));
      } else if (raster.getNumBands() < 3) {
        put(target, place, pixel[0], pixel[0], pixel[0]);
      } else {
        put(target, place, pixel[0], pixel[1], pixel[2]);
      }
    }
  }

  private void put(float[] target, int place, int red, int green, int blue) {
    if (channels == 1 && (red != green || red != blue)) {
      throw invalid(
          String.format("has colours (pixel %s, %s; must be gray)", place / width, place % width),
          null);
    }
    target[place] = red;
    if (channels == 3) {
      target[height * width + place] = green;
      target[2 * height * width + place] = blue;
    }
  }

  private InvalidDataException invalid(String problem, @Nullable Exception cause) {
    return new InvalidDataException("Cannot read " + name + ": " + problem, cause);
  }
}
