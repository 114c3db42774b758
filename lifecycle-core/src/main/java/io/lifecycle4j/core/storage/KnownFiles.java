package io.lifecycle4j.core.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lifecycle4j.core.storage.file.Durable;
import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.storage.BlobId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hashes of files outside the home, so that storing them again reads only changed files.
 *
 * <p>A file counts as unchanged if its identity, size and times are equal. Its owner can reset the
 * modification time, but not the status change time, where the file system has one. A file that
 * changed shortly before it was read is not remembered: it could change again within one tick of
 * its file system's clock, and look the same. If there are too many files, the least recently used
 * are forgotten. Thread-safe. The cache file can be deleted at any time; corrupt entries are
 * ignored.
 */
public final class KnownFiles {
  /** Longer than 2 s, the longest tick of a file system (FAT). */
  private static final Duration TICK = Duration.ofSeconds(3);

  private static final int FIXED = 4 + 2 + 4 + 8 + 8 + 8 + BlobId.BYTES;

  /** The maximum number of known files. */
  static final int MOST = 2_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(KnownFiles.class);

  private final @Nullable Path file;
  private final int most;

  /** Known files by path, in access order. */
  private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true);

  private final List<byte[]> unsaved = new ArrayList<>();

  /** The number of lines in the file, including outdated ones; -1 before it was read. */
  private long lines = -1;

  /**
   * Creates a cache.
   *
   * @param directory the directory of the cache file, created when needed; null to remember nothing
   */
  public KnownFiles(@Nullable Path directory) {
    this(directory, MOST);
  }

  KnownFiles(@Nullable Path directory, int most) {
    this.file = directory == null ? null : directory.resolve("files");
    this.most = most;
  }

  /** A file as it was read, and the hash of its bytes. */
  private record Known(SeenFile file, BlobId blob) {}

  /** Returns whether no file is known, so that lookups can be skipped. */
  public synchronized boolean isEmpty() {
    load();
    return known.isEmpty();
  }

  /** Returns the hash of a file, or empty if it is unknown or changed. */
  public synchronized Optional<BlobId> find(SeenFile seen) {
    load();
    Known before = known.get(seen.path());
    return before != null && before.file.equals(seen) ? Optional.of(before.blob) : Optional.empty();
  }

  /**
   * Remembers a file, unless it may have changed since it was read: if it changed shortly before,
   * or if another file may have the same path.
   *
   * @param seen its attributes, equal before and after reading
   * @param reading when reading began
   */
  public synchronized void remember(SeenFile seen, BlobId blob, Instant reading) {
    long since = reading.minus(TICK).getEpochSecond();
    long last = Math.max(seen.modified(), seen.changed()) / 1_000_000_000;
    if (file == null || !seen.isOnly() || last >= since) {
      return;
    }
    load();
    Known now = new Known(seen, blob);
    if (!now.equals(known.put(seen.path(), now))) {
      unsaved.add(line(now));
    }
    forget();
  }

  private void forget() {
    if (known.size() > most) {
      Iterator<String> oldest = known.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Runs work that waits for the disk, and saves in the meantime what was remembered before. */
  public <T> T whileSaving(Supplier<T> work) {
    if (isSaved()) {
      return work.get();
    }
    HomeThreads.Doing saving = HomeThreads.begin(this::save);
    try {
      return work.get();
    } finally {
      saving.end(); // must not continue in a closed home
    }
  }

  private synchronized boolean isSaved() {
    return unsaved.isEmpty();
  }

  /**
   * Writes what was remembered since the last save. If that fails, the files are read again later.
   */
  synchronized void save() {
    load();
    if (file == null || unsaved.isEmpty()) {
      return;
    }
    try {
      Durable.makeDirectory(Objects.requireNonNull(file.getParent()));
      if (lines + unsaved.size() > 2L * known.size() + 1_000) {
        rewrite(file);
      } else {
        write(file, unsaved, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        lines += unsaved.size();
      }
      unsaved.clear();
    } catch (IOException e) {
      lines = Long.MAX_VALUE / 2; // it may end within a line: rewrite it the next time
      LOG.debug("Cannot remember the hashes of files in {}", file, e);
    }
  }

  private void rewrite(Path target) throws IOException {
    List<byte[]> all = new ArrayList<>();
    known.values().forEach(what -> all.add(line(what)));
    Path fresh = target.resolveSibling("files.new");
    write(
        fresh,
        all,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
    Durable.move(fresh, target);
    lines = all.size();
  }

  private static void write(Path target, List<byte[]> lines, StandardOpenOption... options)
      throws IOException {
    int bytes = lines.stream().mapToInt(line -> line.length).sum();
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    lines.forEach(buffer::put);
    try (FileChannel channel = Durable.open(target, options)) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  /** Returns a line: CRC32C of the rest, length of the path, identity, size, times, hash, path. */
  private static byte[] line(Known what) {
    SeenFile seen = what.file;
    byte[] name = seen.path().getBytes(UTF_8);
    ByteBuffer line = ByteBuffer.allocate(FIXED + name.length);
    line.putInt(0).putShort((short) name.length).putInt(seen.identity()).putLong(seen.size());
    line.putLong(seen.modified()).putLong(seen.changed()).put(what.blob.bytes()).put(name);
    line.putInt(0, crc(line.array(), 0, line.capacity()));
    return line.array();
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from + 4, length - 4);
    return (int) crc.getValue();
  }

  private void load() {
    if (lines >= 0) {
      return;
    }
    lines = 0;
    try {
      if (file != null && Files.exists(file)) {
        read(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      LOG.debug("Cannot read the hashes of files in {}", file, e);
    }
  }

  private void read(byte[] bytes) {
    ByteBuffer all = ByteBuffer.wrap(bytes);
    while (all.remaining() >= FIXED) {
      int start = all.position();
      int crc = all.getInt();
      int length = FIXED + Short.toUnsignedInt(all.getShort());
      if (length > bytes.length - start || crc != crc(bytes, start, length)) {
        lines = Long.MAX_VALUE / 2; // corrupt: rewritten with the next file
        return;
      }
      int identity = all.getInt();
      long size = all.getLong();
      long modified = all.getLong();
      long changed = all.getLong();
      byte[] hash = new byte[BlobId.BYTES];
      all.get(hash);
      String path = new String(bytes, start + FIXED, length - FIXED, UTF_8);
      SeenFile seen = new SeenFile(path, identity, size, modified, changed, true);
      known.put(path, new Known(seen, BlobId.of(hash)));
      forget();
      all.position(start + length);
      lines++;
    }
  }
}
