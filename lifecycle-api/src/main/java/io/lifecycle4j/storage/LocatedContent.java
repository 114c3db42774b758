package io.lifecycle4j.storage;

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

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try (InputStream in = locations.open(at).bytes()) {
      in.transferTo(out);
    }
  }
}
