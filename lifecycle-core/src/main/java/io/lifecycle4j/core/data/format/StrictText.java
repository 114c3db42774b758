package io.lifecycle4j.core.data.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Decodes strictly; a reader made by charset alone would put marks in place of bad bytes.
 *
 * <p>A byte order mark of UTF-8 is skipped.
 */
final class StrictText {
  private StrictText() {}

  /** Reads a stream that can be marked. */
  static Reader reader(InputStream in, Charset charset) throws IOException {
    if (charset.equals(StandardCharsets.UTF_8)) {
      in.mark(3);
      boolean marked = in.read() == 0xEF && in.read() == 0xBB && in.read() == 0xBF;
      if (!marked) {
        in.reset();
      }
    }
    return continued(in, charset);
  }

  /** Reads a stream that does not begin its file. */
  static Reader continued(InputStream in, Charset charset) {
    return new InputStreamReader(in, charset.newDecoder());
  }
}
