package io.lifecycle4j.core.model;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a model from elsewhere in memory: read once, so that what is hashed, scanned, tried
 * and stored are the same bytes, whoever writes to the files in between.
 *
 * <p>Immutable and thread-safe.
 */
public final class HeldFiles implements Engine.Files {
  private static final int MOST = Integer.MAX_VALUE - 8;

  private final List<StoredFile> files = new ArrayList<>();
  private final Map<String, byte[]> bytes = new LinkedHashMap<>();

  private HeldFiles() {}

  /**
   * Reads the files of a model.
   *
   * @param model its name, for messages
   * @throws InvalidDataException if a file cannot be read, or has 2 GiB or more
   * @throws UntrustedModelException if it does not have the pinned hash
   */
  public static HeldFiles read(String model, ExternalModel external) {
    HeldFiles held = of(external.network());
    external
        .sha256()
        .ifPresent(
            pinned -> {
              StoredFile file = held.files.get(0);
              if (!file.blob().equals(pinned)) {
                throw new UntrustedModelException(
                    String.format(
                        "Cannot register %s: %s has the SHA-256 %s (must be %s)",
                        model, file.name(), file.blob(), pinned));
              }
            });
    return held;
  }

  /** Reads the files of a network that an engine returned, which may have other ones. */
  public static HeldFiles of(TrainedModel network) {
    HeldFiles held = new HeldFiles();
    for (NamedContent file : network.files()) {
      byte[] read = read(file, MOST);
      held.bytes.put(file.name(), read);
      held.files.add(new StoredFile(file.name(), Hashing.hash(read), read.length));
    }
    return held;
  }

  /** Reads the stored files of an artifact. */
  public static HeldFiles of(ModelArtifact artifact, Engine.Files stored) {
    return of(
        new TrainedModel(
            artifact.format(),
            artifact.architecture(),
            artifact.files().stream().map(file -> content(file, stored)).toList()));
  }

  private static NamedContent content(StoredFile file, Engine.Files stored) {
    return new NamedContent(
        file.name(),
        out -> {
          try (InputStream in = stored.open(file)) {
            in.transferTo(out);
          }
        });
  }

  /** Reads a file of at most a number of bytes. */
  static byte[] read(NamedContent file, int most) {
    LimitedBytes out =
        new LimitedBytes(
            "Cannot read " + file.name() + ": it is too long (must be at most " + most + " bytes)",
            most);
    try {
      file.content().writeTo(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw unreadable(file.name(), e);
    } catch (OutOfMemoryError e) {
      throw new InvalidDataException(
          "Cannot read " + file.name() + ": it does not fit into the heap (increase -Xmx)", e);
    }
  }

  static InvalidDataException unreadable(String name, IOException e) {
    String problem =
        e instanceof NoSuchFileException
            ? e.getMessage() + ": no such file"
            : name + ": " + e.getMessage();
    return new InvalidDataException("Cannot read " + problem, e);
  }

  /** Returns the network with these bytes as its files. */
  public TrainedModel in(TrainedModel network) {
    return new TrainedModel(
        network.format(), network.architecture(), files.stream().map(this::content).toList());
  }

  /** Returns the names, hashes and lengths. */
  public List<StoredFile> files() {
    return List.copyOf(files);
  }

  /** Returns the bytes of a file; do not change them. */
  byte[] bytes(StoredFile file) {
    byte[] found = bytes.get(file.name());
    if (found == null) {
      throw new NotFoundException("No file " + file.name() + " (must be one of " + files + ")");
    }
    return found;
  }

  @Override
  public InputStream open(StoredFile file) {
    return new ByteArrayInputStream(bytes(file));
  }

  /** Returns the content of a file. */
  public NamedContent content(StoredFile file) {
    return new NamedContent(file.name(), out -> out.write(bytes(file)));
  }
}
