package io.lifecycle4j.core.data.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Decodes strictly, and reports the line whose bytes are invalid in the charset; a reader created
 * from a charset alone would replace them.
 *
 * <p>A UTF-8 byte order mark is skipped. Lines are counted as the parsers do: they end with LF, CR
 * or both.
 */
final class StrictText extends Reader {
  private static final int BUFFER = 1 << 13;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
  private final CharBuffer chars = CharBuffer.allocate(BUFFER).flip();
  private boolean ended;
  private boolean flushed;
  private boolean bad;
  private boolean afterReturn;
  private long line = 1;

  private StrictText(InputStream in, Charset charset) {
    this.in = in;
    this.decoder = charset.newDecoder();
  }

  /** Reads a stream that supports marks. */
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

  /** Reads a stream that starts within its file. */
  static Reader continued(InputStream in, Charset charset) {
    return new StrictText(in, charset);
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (!chars.hasRemaining() && !fill()) {
      return length == 0 ? 0 : -1;
    }
    int count = Math.min(length, chars.remaining());
    chars.get(target, offset, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean fill() throws IOException {
    chars.clear();
    while (chars.position() == 0 && !bad && !flushed) {
      decode();
    }
    chars.flip();
    if (bad && !chars.hasRemaining()) {
      throw new UndecodableException("line " + line + " is not " + decoder.charset());
    }
    count();
    return chars.hasRemaining();
  }

  private void decode() throws IOException {
    CoderResult result = decoder.decode(bytes, chars, ended);
    if (result.isError()) {
      bad = true;
    } else if (result.isUnderflow() && ended) {
      flushed = decoder.flush(chars).isUnderflow();
    } else if (result.isUnderflow() && chars.position() == 0) {
      more();
    }
  }

  private void more() throws IOException {
    bytes.compact();
    int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
    ended = count < 0;
    bytes.position(bytes.position() + Math.max(0, count)).flip();
  }

  private void count() {
    char[] text = chars.array();
    for (int i = 0; i < chars.limit(); i++) {
      char c = text[i];
      if (c == '\r' || (c == '\n' && !afterReturn)) {
        line++;
      }
      afterReturn = c == '\r';
    }
  }

  /** Reports the line of bytes that are invalid in the charset. */
  private static final class UndecodableException extends CharacterCodingException {
    private static final long serialVersionUID = 1L;

    private final String problem;

    UndecodableException(String problem) {
      this.problem = problem;
    }

    @Override
    public String getMessage() {
      return problem;
    }
  }
}
