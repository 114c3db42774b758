package io.lifecycle4j.core.data.format;

import io.lifecycle4j.error.InvalidDataException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one IDX file. No memory is allocated for sizes that its header declares: only bytes
 * that exist are read.
 */
final class IdxFile {
  private final String name;
  private final String items;
  private final DataInputStream in;
  private int count;
  private int read;

  IdxFile(String name, String items, InputStream in) {
    this.name = name;
    this.items = items;
    this.in = new DataInputStream(in);
  }

  /** Reads the magic number and the number of items, both big-endian. */
  void header(int magic) {
    int found = number();
    if (found != magic) {
      throw invalid(
          String.format("begins with 0x%08x (IDX %s begin with 0x%08x)", found, items, magic));
    }
    count = number();
    if (count < 0) {
      throw invalid("has " + count + " " + items + " (must be at least 0)");
    }
  }

  int count() {
    return count;
  }

  int number() {
    try {
      return in.readInt();
    } catch (EOFException e) {
      throw invalid("ends within its header");
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  void item(byte[] target) {
    try {
      in.readFully(target);
      read++;
    } catch (EOFException e) { // a truncated packed file ends here
      throw invalid("ends after " + read + " of " + count + " " + items);
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  /** Checks that nothing follows. Reading the end also verifies the checksum of packed data. */
  void end() {
    int next;
    try {
      next = in.read();
    } catch (EOFException e) {
      throw invalid("packed data ends too early, after " + count + " " + items, e);
    } catch (IOException e) {
      throw damaged(e);
    }
    if (next >= 0) {
      throw invalid("goes on after the last of " + count + " " + items);
    }
  }

  InvalidDataException invalid(String problem) {
    return invalid(problem, null);
  }

  private InvalidDataException damaged(IOException cause) {
    String place = ", after " + read + " of " + count + " " + items;
    return invalid(cause.getMessage() + place, cause);
  }

  private InvalidDataException invalid(String problem, @Nullable IOException cause) {
    return new InvalidDataException("Cannot read " + name + ": " + problem, cause);
  }
}
