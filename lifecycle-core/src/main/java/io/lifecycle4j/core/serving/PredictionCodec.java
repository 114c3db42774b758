package io.lifecycle4j.core.serving;

import io.lifecycle4j.error.CorruptDataException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * The binary form of predictions in the journal, since writing them takes time of the callers'
 * cores.
 *
 * <pre>
 * payload    = version 1 (1) { prediction }
 * prediction = number (8) epoch seconds (8) nanos (4) model version (4) latency in ns (8)
 *              probability (8) length (4) answer in UTF-8
 * </pre>
 */
final class PredictionCodec {
  private static final byte FORMAT = 1;
  private static final int FIXED = 8 + 8 + 4 + 4 + 8 + 8 + 4;

  private PredictionCodec() {}

  static byte[] encode(List<PredictionLog.Entry> entries) {
    byte[][] answers = new byte[entries.size()][];
    int size = 1;
    for (int i = 0; i < answers.length; i++) {
      answers[i] = String.valueOf(entries.get(i).value()).getBytes(StandardCharsets.UTF_8);
      size += FIXED + answers[i].length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(size).put(FORMAT);
    for (int i = 0; i < answers.length; i++) {
      PredictionLog.Entry entry = entries.get(i);
      bytes.putLong(entry.number());
      Instant time = entry.time();
      long seconds = time.getEpochSecond();
      bytes.putLong(seconds).putInt(time.getNano());
      bytes.putInt(entry.version()).putLong(entry.nanos());
      bytes.putDouble(entry.probability());
      bytes.putInt(answers[i].length).put(answers[i]);
    }
    return bytes.array();
  }

  /**
   * Returns the number of predictions in a payload.
   *
   * @throws CorruptDataException if another version of the library wrote it
   */
  static int count(byte[] payload) {
    if (payload[0] != FORMAT) {
      throw new CorruptDataException(
          String.format(
              "Invalid form of predictions: %s (this library reads %s, another version wrote it)",
              payload[0], FORMAT));
    }
    ByteBuffer bytes = ByteBuffer.wrap(payload);
    int count = 0;
    for (int at = 1; at < payload.length; count++) {
      at += FIXED + bytes.getInt(at + FIXED - Integer.BYTES);
    }
    return count;
  }
}
