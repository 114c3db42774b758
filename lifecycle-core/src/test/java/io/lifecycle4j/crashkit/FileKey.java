package io.lifecycle4j.crashkit;

import org.jspecify.annotations.Nullable;

/**
 * What a file is known by. Its hash is the same on each copy of a disk, as the number of a file is
 * behind a power cut; but files of two disks are never equal.
 */
final class FileKey {
  private final int number;

  FileKey(int number) {
    this.number = number;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return number;
  }
}
