package io.lifecycle4j.jdbc;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** Contents in temporary files, since the name of a blob is known once all of it was written. */
record Drafts(List<Draft> all) implements AutoCloseable {
  /** One content. */
  record Draft(BlobId id, long bytes, Path file) {
    /** The database closes it, once it has the bytes. */
    InputStream open() {
      try {
        return Files.newInputStream(file);
      } catch (IOException e) {
        throw new StorageFailedException("Cannot read " + file + ": " + e.getMessage(), e);
      }
    }
  }

  static Drafts of(List<Content> contents) {
    Drafts drafts = new Drafts(new ArrayList<>());
    boolean done = false;
    try {
      for (Content content : contents) {
        drafts.add(content);
      }
      done = true;
      return drafts;
    } catch (IOException e) {
      String file = e instanceof FileSystemException fault ? fault.getFile() : "content";
      String reason = e instanceof NoSuchFileException ? "no such file" : e.getMessage();
      throw new InvalidDataException("Cannot read " + file + ": " + reason, e);
    } finally {
      if (!done) {
        drafts.close();
      }
    }
  }

  private void add(Content content) throws IOException {
    Path file = Files.createTempFile("lifecycle4j-", ".draft");
    MessageDigest digest = sha256();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
      all.add(new Draft(BlobId.of(new byte[BlobId.BYTES]), 0, file)); // is deleted whatever comes
      content.writeTo(out);
    }
    all.set(all.size() - 1, new Draft(BlobId.of(digest.digest()), Files.size(file), file));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no SHA-256", e);
    }
  }

  @Override
  public void close() {
    all.forEach(draft -> draft.file().toFile().delete());
  }
}
