package io.lifecycle4j.core.data.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.core.data.format.StoredRows;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The list of chunks tells where each byte of a file is, and asks the store for nothing else. */
class ChunkListTest {
  private static final int SIZE = 1 << 20;

  private final SampleHome home = new SampleHome();
  private final BlobStore blobs = home.medium.blobs();
  private final List<String> calls = new ArrayList<>();

  @AfterEach
  void close() {
    home.close();
  }

  private StoredFile store(byte[] bytes) {
    NamedContent file = new NamedContent("rides.csv", Content.of(new String(bytes, UTF_8)));
    return home.store.putAll(List.of(file), StorageMode.Mode.CHUNKED).get(0);
  }

  private static BlobId list(StoredFile file) {
    return ((StorageMode.Chunks) file.keeping()).list();
  }

  private static byte[] csv(int rows) {
    StringBuilder text = new StringBuilder("day,temp,riders\n");
    for (int i = 0; i < rows; i++) {
      text.append("day ").append(i).append(',').append(i).append(",1\n");
    }
    return text.toString().getBytes(UTF_8);
  }

  /** The blobs of the home, whose calls are noted. */
  private BlobStore noted() {
    return (BlobStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {BlobStore.class},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              try {
                return method.invoke(blobs, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void findsARowNearTheEndWithACallForEachChunkOfItsBlock() {
    StoredFile file = store(csv(300_000));
    assertThat(ChunkList.read(blobs, list(file)).chunks()).hasSizeGreaterThan(50);
    Rows rows =
        StoredRows.of(
            List.of(new KeptFiles(noted(), new LocalFiles()).of(file)),
            Sources.csv("x", Content.of("")).format(),
            SampleHome.RIDES);
    rows.row(0);
    calls.clear();

    assertThat(rows.row(299_990).text(0)).isEqualTo("day 299990");

    assertThat(calls).isNotEmpty().hasSizeLessThanOrEqualTo(2).containsOnly("open");
  }

  @Test
  void isReadOnceForManyParts() throws IOException {
    byte[] bytes = csv(80_000);
    KeptFile kept = new KeptFiles(noted(), new LocalFiles()).of(store(bytes));
    Random random = new Random(8);
    for (int i = 0; i < 20; i++) {
      int from = random.nextInt(bytes.length - 10);
      try (InputStream in = kept.open(from, 10)) {
        assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, from, from + 10));
      }
    }

    assertThat(calls).doesNotContain("size");
    assertThat(calls.stream().filter("read"::equals)).hasSize(1);
    assertThatThrownBy(() -> kept.open(bytes.length - 5, 6))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid part of rides.csv: 6 bytes from byte");
  }

  @Test
  void readsAnyPart() throws IOException {
    byte[] bytes = new byte[SIZE];
    new Random(6).nextBytes(bytes);
    Chunker chunker = new Chunker(blobs);
    chunker.write(bytes, 0, SIZE);
    ChunkList list = chunker.finish();
    Random random = new Random(7);
    List<int[]> parts = new ArrayList<>(List.of(new int[] {0, SIZE}, new int[] {SIZE, 0}));
    int start = 0;
    for (BlobId chunk : list.chunks()) {
      int length = (int) blobs.size(chunk);
      parts.add(new int[] {start, length});
      parts.add(new int[] {start, 1});
      parts.add(new int[] {start + length - 1, 1});
      parts.add(new int[] {start, 0});
      start += length;
    }
    for (int i = 0; i < 50; i++) {
      int from = random.nextInt(SIZE + 1);
      parts.add(new int[] {from, random.nextInt(SIZE - from + 1)});
    }
    for (int[] part : parts) {
      try (InputStream in = list.open(blobs, part[0], part[1])) {
        assertThat(in.readAllBytes())
            .as("%s bytes from %s", part[1], part[0])
            .isEqualTo(Arrays.copyOfRange(bytes, part[0], part[0] + part[1]));
      }
    }
  }

  @Test
  void isStoredForAnEmptyFile() throws IOException {
    ChunkList empty = new Chunker(blobs).finish();

    assertThat(empty.chunks()).isEmpty();
    try (InputStream in = ChunkList.read(blobs, blobs.put(empty.content())).open(blobs, 0, 0)) {
      assertThat(in.readAllBytes()).isEmpty();
    }
  }

  /** The example of docs/FORMAT.md. */
  @Test
  void isStoredAsTheFormatSays() {
    BlobId abc = Hashing.hash("abc".getBytes(UTF_8));
    StoredFile file = store("abc".getBytes(UTF_8));

    String bytes =
        "4c344a43484e4b32" + abc.sha256() + "0000000000000003" + "00000003" + abc.sha256();
    assertThat(HexFormat.of().formatHex(blobs.read(list(file)))).isEqualTo(bytes);
    assertThat(FormatText.hexExamples()).contains(bytes);
  }

  @Test
  void refusesWhatIsNoList() {
    BlobId other = blobs.put(Content.of("no list"));

    assertThatThrownBy(() -> ChunkList.read(blobs, other))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Cannot read list of chunks %s: it is none", other);
  }

  /** Stores a list of one chunk, {@code abc}, that says other lengths. */
  private KeptFile saying(long size, int length) {
    BlobId abc = blobs.put(Content.of("abc"));
    ByteBuffer list = ByteBuffer.allocate(84).put("L4JCHNK2".getBytes(UTF_8)).put(abc.bytes());
    list.putLong(size).putInt(length).put(abc.bytes());
    StorageMode chunks = new StorageMode.Chunks(blobs.put(Content.of(list.array())));
    return new KeptFiles(blobs, new LocalFiles()).of(new StoredFile("a", abc, size, chunks));
  }

  private static byte[] read(InputStream in) throws IOException {
    try (in) {
      return in.readAllBytes();
    }
  }

  @Test
  void isCorruptIfItsLengthsAreNotThoseOfTheChunks() throws IOException {
    assertThat(read(saying(3, 3).open())).asString().isEqualTo("abc");
    assertThatThrownBy(() -> read(saying(4, 4).open()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageEndingWith(" has 3 bytes (must have 4 bytes)");
    assertThatThrownBy(() -> read(saying(2, 2).open()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageEndingWith(" has 3 bytes (must have 2 bytes)");
    assertThatThrownBy(() -> read(saying(5, 5).open(2, 2)))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageEndingWith(" has less (must have 5 bytes)");
  }

  @Test
  void isCorruptIfItsLengthsAreNotThoseOfTheFile() {
    assertThatThrownBy(() -> saying(4, 3).open())
        .isInstanceOf(CorruptDataException.class)
        .hasMessageEndingWith("they have 3 bytes (must have 4)");
    for (int length : new int[] {0, -1, Chunker.MAX + 1}) {
      assertThatThrownBy(() -> saying(3, length).open())
          .isInstanceOf(CorruptDataException.class)
          .hasMessageEndingWith("one has " + length + " bytes (must have 1 to 262144)");
    }
  }

  @Test
  void isCorruptIfItIsOfAnotherFile() {
    StoredFile file = store("abc".getBytes(UTF_8));
    BlobId other = Hashing.hash("abd".getBytes(UTF_8));
    KeptFile kept =
        new KeptFiles(blobs, new LocalFiles())
            .of(new StoredFile("rides.csv", other, 3, file.keeping()));

    assertThatThrownBy(kept::open)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("Corrupt file rides.csv: its chunks are 3 bytes of");
  }
}
