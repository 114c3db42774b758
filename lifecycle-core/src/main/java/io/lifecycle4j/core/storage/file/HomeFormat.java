package io.lifecycle4j.core.storage.file;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ReadOnlyException;
import java.util.List;
import java.util.UUID;

/**
 * What {@code format.json} says.
 *
 * @param format the number of the format
 * @param store names the home for ever
 * @param compatible features that an older library may ignore
 * @param readOnly features without which an older library must not write
 * @param incompatible features without which an older library must not read
 */
record HomeFormat(
    int format,
    String store,
    List<String> compatible,
    List<String> readOnly,
    List<String> incompatible) {
  /** The format that this library writes. */
  static final int NUMBER = 2;

  /** Checks the parts; what is thrown here makes the file a corrupt one. */
  HomeFormat {
    check(format >= 1, "Invalid format: %s (must be at least 1)", format);
    store = UUID.fromString(store).toString();
    compatible = List.copyOf(compatible);
    readOnly = List.copyOf(readOnly);
    incompatible = List.copyOf(incompatible);
  }

  /** Returns the format of a new home. */
  static HomeFormat first(UUID store) {
    return new HomeFormat(NUMBER, store.toString(), List.of(), List.of(), List.of());
  }

  /** Returns whether this library knows everything that writing, and so copying, needs. */
  boolean isWritable() {
    return format <= NUMBER && readOnly.isEmpty();
  }

  /** Says what writing needs that this library does not know. */
  String needs() {
    return readOnly.isEmpty() ? "[format " + format + "]" : readOnly.toString();
  }

  /** Returns the file. */
  byte[] encode() {
    return SealedJson.write(this);
  }

  /** Reads the file; what it holds is looked at only after its checksum. */
  static HomeFormat read(byte[] bytes, String file) {
    boolean sealed = SealedJson.isSealed(bytes, file);
    HomeFormat format = Json.PLAIN.read(bytes, HomeFormat.class, file);
    if (format.format() == 1) {
      throw new ReadOnlyException(
          "Cannot open "
              + file
              + ": format 1 was never released (begin a new home, this library has format "
              + NUMBER
              + ")");
    }
    if (!sealed) {
      throw new CorruptDataException("Cannot read " + file + ": it has no checksum");
    }
    return format;
  }
}
