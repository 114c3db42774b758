package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;

/**
 * Hashes a file of 1 GiB that was just written, compared with a child process that runs OpenSSL.
 */
final class HashedFile implements StorageComparisons.Contest {
  private static final int PIECES = 1_024;
  private static final int PIECE = 1 << 20;

  private final Path file;
  private final BlobId expected;

  HashedFile(Path directory) throws IOException {
    file = directory.resolve("gibibyte");
    byte[] bytes = new byte[PIECE];
    Random random = new Random(1);
    MessageDigest digest = Hashing.sha256();
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < PIECES; i++) {
        random.nextBytes(bytes);
        out.write(bytes);
        digest.update(bytes);
      }
    }
    expected = Hashing.id(digest);
  }

  @Override
  public void ours() throws IOException {
    MessageDigest digest = Hashing.sha256();
    Content.of(file).writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    BlobId hash = Hashing.id(digest);
    if (!hash.equals(expected)) {
      throw new IllegalStateException("Hashed " + hash + " (expected " + expected + ")");
    }
  }

  @Override
  public void peer() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of("openssl", "dgst", "-sha256", "-r", file.toString())).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0 || !output.startsWith(expected.sha256())) {
      throw new IllegalStateException("OpenSSL does not agree on " + expected + ": " + output);
    }
  }

  @Override
  public void close() {
    // The directory is deleted.
  }
}
