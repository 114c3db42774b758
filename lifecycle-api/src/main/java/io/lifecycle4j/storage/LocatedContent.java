package io.lifecycle4j.storage;

import io.lifecycle4j.storage.Locations.Located;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;

/** The bytes at a location. */
record LocatedContent(URI at, Locations locations) implements Content {
  @Override
  public Optional<URI> location() {
    return Optional.of(at);
  }

  /** Throws if the content changed while it was read, because it may mix old and new bytes. */
  @Override
  public void writeTo(OutputStream out) throws IOException {
    Located now = open();
    long count;
    try (InputStream in = now.bytes()) {
      count = in.transferTo(out);
    }
    if (count != now.stat().size() || !stat().equals(now.stat())) {
      throw new IOException(Locations.shown(at) + " changed while it was read (try again)");
    }
  }

  private Located open() throws IOException {
    try {
      return locations.open(at);
    } catch (IOException e) {
      throw Locations.shown(at, e);
    }
  }

  private Locations.Stat stat() throws IOException {
    try {
      return locations.stat(at);
    } catch (IOException e) {
      throw Locations.shown(at, e);
    }
  }

  @Override
  public String toString() {
    return Locations.shown(at);
  }
}
