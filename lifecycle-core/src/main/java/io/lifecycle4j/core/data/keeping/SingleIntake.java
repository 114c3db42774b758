package io.lifecycle4j.core.data.keeping;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.copy;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.KnownFiles;
import io.lifecycle4j.core.storage.KnownFiles.Seen;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Keeping;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes files in chunks or by reference, and reads only those that look other than the last time.
 */
public final class SingleIntake {
  private final KeptFiles kept;
  private final KnownFiles known;
  private final InstantSource clock;

  /**
   * Creates an intake.
   *
   * @param kept keeps the files
   * @param known remembers what files looked like
   * @param clock tells when a file was read
   */
  public SingleIntake(KeptFiles kept, KnownFiles known, InstantSource clock) {
    this.kept = kept;
    this.known = known;
    this.clock = clock;
  }

  /**
   * Takes files, one after the other.
   *
   * @param files the files
   * @param mode in chunks, or by reference
   * @return what is stored of each, in order
   */
  public List<StoredFile> putAll(List<NamedContent> files, Keeping.Mode mode) {
    List<StoredFile> all = new ArrayList<>();
    for (NamedContent file : copy(files, "files")) {
      try {
        all.add(mode == Keeping.Mode.CHUNKED ? chunked(file) : referenced(file));
      } catch (IOException e) {
        throw StoredFiles.unreadable(file.name(), e);
      }
    }
    known.save();
    return all;
  }

  private StoredFile referenced(NamedContent file) throws IOException {
    check(
        file.content().location().isPresent(),
        "Cannot keep %s by reference: it has no location (must be a file, or Content.at)",
        file.name());
    Instant reading = clock.instant();
    LookedFile now = LookedFile.at(file, kept.locations()).orElseThrow();
    Optional<BlobId> before = now.seen() == null ? Optional.empty() : known.find(now.seen());
    BlobId hash = before.isPresent() ? before.get() : hash(file, now, reading);
    return new StoredFile(
        file.name(),
        hash,
        now.size(),
        new Keeping.Reference(file.content().location().get(), now.tag()));
  }

  private BlobId hash(NamedContent file, LookedFile now, Instant reading) throws IOException {
    MessageDigest digest = Hashing.sha256();
    file.content().writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    BlobId hash = Hashing.id(digest);
    requireSame(file, now);
    if (now.seen() != null) {
      known.remember(now.seen(), hash, reading);
    }
    return hash;
  }

  private StoredFile chunked(NamedContent file) throws IOException {
    Instant reading = clock.instant();
    LookedFile now = LookedFile.at(file, kept.locations()).orElse(null);
    Seen seen = now == null || now.seen() == null ? null : now.seen().as("chunks");
    if (seen != null && known.find(seen).isPresent()) {
      BlobId list = known.find(seen).get();
      Optional<ChunkList> before = find(list);
      if (before.isPresent()) {
        return stored(file, list, before.get());
      }
    }
    Chunker chunker = new Chunker(kept.blobs());
    file.content().writeTo(chunker);
    ChunkList chunks = chunker.finish();
    BlobId list = kept.blobs().put(chunks.content());
    if (now != null) {
      requireSame(file, now);
    }
    if (seen != null) {
      known.remember(seen, list, reading);
    }
    return stored(file, list, chunks);
  }

  /** Finds a list whose chunks are all stored. */
  private Optional<ChunkList> find(BlobId list) {
    return kept.blobs().contains(list)
        ? Optional.of(ChunkList.read(kept.blobs(), list))
            .filter(found -> kept.blobs().missing(found.chunks()).isEmpty())
        : Optional.empty();
  }

  private static StoredFile stored(NamedContent file, BlobId list, ChunkList chunks) {
    return new StoredFile(file.name(), chunks.file(), chunks.size(), new Keeping.Chunks(list));
  }

  /** Refuses a file that changed while it was read: its parts may be of two times. */
  private void requireSame(NamedContent file, LookedFile before) throws IOException {
    if (!LookedFile.at(file, kept.locations()).equals(Optional.of(before))) {
      throw new InvalidDataException(
          "Cannot store " + file.name() + ": it changed while it was read (try again)");
    }
  }
}
