package io.lifecycle4j.core.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storage.Faults;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.TakenContent;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.core.storage.file.DirectContent;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Puts of so many files that two threads read them. */
@Tag(Volume.TAG)
@Timeout(120)
class ReadAheadTest {
  private static final int STEP = Volume.of(8, 3, 1); // one in how many operations fails
  private static final int COUNT = 4 * RecordBlock.MOST + 1;

  @TempDir private Path directory;

  private final FaultyFileSystem files = new FaultyFileSystem();
  private final List<byte[]> all = new ArrayList<>();
  private final List<BlobId> ids = new ArrayList<>();
  private final List<Content> contents = new ArrayList<>();

  /** Some twice, one empty, one too long for a pack, a link, and some that are no files. */
  @BeforeEach
  void write() throws IOException {
    Path source = Files.createDirectory(directory.resolve("source"));
    for (int i = 0; i < COUNT; i++) {
      byte[] bytes = Fixtures.bytes(i % (COUNT - 20), i == 99 ? 1_100_000 : 100 * (i % 50));
      Path file = files.path(source.resolve("file-" + i));
      Files.write(source.resolve("file-" + i), bytes);
      all.add(bytes);
      ids.add(Fixtures.hash(bytes));
      contents.add(i % 40 == 39 ? Content.of(bytes) : content(i, file));
    }
    Files.move(source.resolve("file-7"), source.resolve("other"));
    Files.createSymbolicLink(source.resolve("file-7"), source.resolve("other"));
  }

  private static Content content(int i, Path file) {
    return i % 3 == 0 ? Content.of(file) : TakenContent.of(Content.of(file));
  }

  @AfterEach
  void closesEverything() {
    assertThat(files.openChannels()).isZero();
    assertThat(Thread.interrupted()).isFalse();
  }

  private Medium open(int k) {
    return Media.file(files.path(directory.resolve("home-" + k)));
  }

  private void checkAll(int k, boolean stored) {
    try (Medium clean = Media.file(directory.resolve("home-" + k))) {
      for (int i = 0; i < COUNT; i++) {
        BlobId id = ids.get(i);
        if (stored || clean.blobs().contains(id)) {
          assertThat(clean.blobs().read(id)).isEqualTo(all.get(i));
          clean.blobs().maintenance().verify(id, VerifyDepth.HASH);
        }
      }
    }
  }

  private List<Path> drafts(int k) {
    return Tree.paths(directory.resolve("home-" + k).resolve("tmp")).stream()
        .filter(file -> !file.toString().endsWith(".lock") && !Files.isDirectory(file))
        .toList();
  }

  @Test
  void namesAllInTheirOrder() {
    try (Medium medium = open(1)) {
      assertThat(medium.blobs().putAll(contents)).isEqualTo(ids);
      assertThat(Fixtures.ids(medium.blobs())).containsExactlyInAnyOrderElementsOf(Set.copyOf(ids));
      assertThat(medium.blobs().putAll(contents)).isEqualTo(ids);
    }
    checkAll(1, true);
  }

  @Test
  void mendsWhatAPackHolds() throws IOException {
    try (Medium medium = open(1)) {
      medium.blobs().putAll(contents);
    }
    for (Path pack : Tree.paths(directory.resolve("home-1").resolve("packs"))) {
      if (Files.isRegularFile(pack)) {
        byte[] bytes = Files.readAllBytes(pack);
        Files.write(pack, Fixtures.flip(bytes, Byte.SIZE * 1_000));
      }
    }
    try (Medium medium = open(1)) {
      assertThat(medium.blobs().putAll(contents)).isEqualTo(ids);
      for (int i = 0; i < COUNT; i++) {
        assertThat(medium.blobs().read(ids.get(i))).isEqualTo(all.get(i));
      }
    }
  }

  /** Of which there are no channels that follow no link. */
  @Test
  void storesFilesInAnArchive() throws IOException {
    try (FileSystem archive =
            FileSystems.newFileSystem(directory.resolve("a.zip"), Map.of("create", "true"));
        Medium medium = open(1)) {
      List<Content> inside = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        inside.add(content(i, Files.write(archive.getPath("file-" + i), all.get(i))));
      }
      assertThat(medium.blobs().putAll(inside)).isEqualTo(ids);
      assertThat(medium.blobs().putAll(inside.subList(0, 1))).isEqualTo(ids.subList(0, 1));
    }
  }

  @Test
  void asksContentsOnTheThreadThatPuts() {
    Thread caller = Thread.currentThread();
    AtomicInteger asked = new AtomicInteger();
    List<Content> asking = new ArrayList<>();
    for (byte[] bytes : all) {
      asking.add(
          out -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            out.write(bytes);
            asked.incrementAndGet();
          });
    }
    try (Medium medium = open(1)) {
      assertThat(medium.blobs().putAll(asking)).isEqualTo(ids);
    }
    assertThat(asked).hasValue(COUNT);
  }

  /** Bytes that count how many were read and are not yet taken. */
  private static final class Counted extends DirectContent {
    private final byte[] bytes;
    private final Ahead ahead;

    Counted(byte[] bytes, Ahead ahead) {
      this.bytes = bytes;
      this.ahead = ahead;
    }

    @Override
    public void writeTo(OutputStream out) {
      throw new IllegalStateException("Nobody need ask it");
    }

    @Override
    public int read(int most, IntFunction<ByteBuffer> room) {
      room.apply(bytes.length).put(bytes);
      ahead.read();
      return bytes.length;
    }

    @Override
    public void tell(byte[] taken, int offset, int length) {
      ahead.now.decrementAndGet();
    }
  }

  private static final class Ahead {
    final AtomicInteger now = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final CountDownLatch full = new CountDownLatch((ReadAhead.BLOCKS - 1) * RecordBlock.MOST);

    void read() {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      full.countDown();
    }
  }

  @Test
  void readsAheadAndNoFurtherThanThereAreBlocks() {
    Ahead ahead = new Ahead();
    List<Content> many = new ArrayList<>();
    for (int i = 0; i < 20 * RecordBlock.MOST; i++) {
      many.add(new Counted(Fixtures.bytes(i, 100), ahead));
    }
    many.set(0, slow(ahead));
    try (Medium medium = open(1)) {
      assertThat(medium.blobs().putAll(many)).hasSize(many.size());
    }
    assertThat(ahead.now).hasValue(0);
    assertThat(ahead.most.get())
        .isBetween(
            (ReadAhead.BLOCKS - 1) * RecordBlock.MOST, (ReadAhead.BLOCKS + 1) * RecordBlock.MOST);
  }

  /** A content that ends only when all blocks but its own were read. */
  private static Content slow(Ahead ahead) {
    return out -> {
      try {
        assertThat(ahead.full.await(1, TimeUnit.MINUTES)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      out.write(1);
    };
  }

  static List<Faults> faults() {
    return Faults.changing();
  }

  @ParameterizedTest
  @MethodSource("faults")
  @OnlyLarger
  void storesAllOrSaysSoWhateverFails(Faults faults) {
    KthFault fault;
    int k = 1 + Math.floorMod(faults.name().hashCode(), STEP) - STEP; // elsewhere in each way
    do {
      k += STEP;
      try (Medium medium = open(k)) {
        fault = faults.kth().apply(k);
        files.fail(fault);
        boolean stored = put(medium);
        files.heal();
        assertThat(files.openChannels()).isLessThanOrEqualTo(1); // the lock of the workspace
        checkAll(k, stored);
      }
    } while (fault.fired());
    assertThat(k).isGreaterThan(12);
  }

  private boolean put(Medium medium) {
    try {
      medium.blobs().putAll(contents);
      return true;
    } catch (StorageFailedException e) {
      assertThat(e).hasMessageStartingWith("Cannot store a blob in ");
      return false;
    }
  }

  @Test
  @OnlyLarger
  void saysThatItWasInterruptedWhereverThatCame() {
    Thread caller = Thread.currentThread();
    AtomicInteger left = new AtomicInteger();
    for (int k = 1; left.get() <= 0; k += k < 5 ? 1 : 23) {
      left.set(k);
      try (Medium medium = open(k)) {
        files.fail(
            (operation, path) -> {
              if (left.decrementAndGet() == 0) {
                caller.interrupt();
              }
              return null;
            });
        boolean stored = putOrStop(medium);
        files.heal();
        assertThat(Thread.interrupted()).isEqualTo(left.get() <= 0);
        assertThat(stored || left.get() <= 0).isTrue();
        checkAll(k, stored);
        assertThat(medium.blobs().putAll(contents)).isEqualTo(ids);
      }
    }
  }

  private boolean putOrStop(Medium medium) {
    try {
      medium.blobs().putAll(contents);
      return true;
    } catch (OperationInterruptedException e) {
      assertThat(e).hasMessageEndingWith(": the thread was interrupted");
      return false;
    }
  }

  /** The other thread finds nothing wrong that the content itself would not. */
  @Test
  void asksAContentWhoseFileCouldNotBeRead() {
    AtomicInteger failures = new AtomicInteger();
    files.fail(
        (operation, path) -> {
          boolean reading = operation == Operation.READ && path.toString().contains("file-");
          return reading && failures.incrementAndGet() % 3 == 1 ? new IOException("dead") : null;
        });
    try (Medium medium = open(1)) {
      assertThatThrownBy(() -> medium.blobs().putAll(contents))
          .isInstanceOf(InvalidDataException.class)
          .hasMessage("Cannot read content: dead");
      assertThat(Fixtures.ids(medium.blobs())).isEmpty();
      assertThat(drafts(1)).isEmpty();
      files.heal();
      AtomicInteger once = new AtomicInteger();
      files.fail(
          (operation, path) ->
              path.toString().endsWith("file-83") && once.incrementAndGet() == 1
                  ? new IOException("dead")
                  : null);
      assertThat(medium.blobs().putAll(contents)).isEqualTo(ids);
      assertThat(once).hasValueGreaterThan(1);
    }
  }

  @Test
  void endsTheOtherThreadWhenAContentFails() {
    contents.set(
        50,
        out -> {
          throw new UncheckedIOException(new IOException("mine"));
        });
    try (Medium medium = open(1)) {
      assertThatThrownBy(() -> medium.blobs().putAll(contents)).hasMessageContaining("mine");
      assertThat(files.openChannels()).isLessThanOrEqualTo(1);
      assertThat(Fixtures.ids(medium.blobs())).isEmpty();
    }
  }
}
