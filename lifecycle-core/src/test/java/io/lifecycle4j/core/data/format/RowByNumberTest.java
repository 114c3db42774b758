package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.data.Splits.byHash;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.core.data.storage.KeptFiles;
import io.lifecycle4j.core.data.storage.LocalFiles;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.StaleDataException;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row is found by its number, and is the one that reading gives. */
class RowByNumberTest {
  private static final int MANY = 20_000;

  @TempDir private Path directory;
  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private static String csv(int rows) {
    return IntStream.range(0, rows)
        .mapToObj(i -> "day " + i + "," + i / 2.0 + "," + i + "\n")
        .collect(Collectors.joining("", "day,temp,riders\n", ""));
  }

  private static String json(int rows) {
    return IntStream.range(0, rows)
        .mapToObj(
            i ->
                "{\"day\": \"day "
                    + i
                    + "\", \"temp\": "
                    + i / 2.0
                    + ", \"riders\": "
                    + i
                    + (i % 7 == 0 ? "}\r\n\r\n" : "}\n"))
        .collect(Collectors.joining());
  }

  private Rows rows(Source source) {
    return home.rides().snapshot(source).schema(SampleHome.RIDES).commit().rows();
  }

  private static String text(Row row) {
    return row.text(0) + " " + row.number(1) + " " + row.number(2);
  }

  private static void findsEachRow(Rows rows, int step) {
    List<String> all = SampleHome.texts(rows);
    for (int i = all.size() - 1; i >= 0; i -= step) {
      assertThat(text(rows.row(i))).as("row " + i).isEqualTo(all.get(i));
    }
    assertThatThrownBy(() -> rows.row(all.size()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid row number: %s (there are %s, from 0)", all.size(), all.size());
    assertThatThrownBy(() -> rows.row(-1)).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void readsEveryRowOfAVersion() {
    assertThat(SampleHome.texts(home.csv("day,temp,riders\nMon,1,10\nTue,,20\n").rows()))
        .containsExactly("Mon 1.0 10.0", "Tue NaN 20.0");
  }

  @Test
  void findsRowsOfCsv() {
    Rows rows = rows(Sources.csv("rides.csv", Content.of(csv(MANY))));
    assertThat(text(rows.row(12_345))).isEqualTo("day 12345 6172.5 12345.0");
    findsEachRow(rows, 997);
  }

  @Test
  void findsRowsOfJsonLines() {
    findsEachRow(rows(Sources.jsonLines("rides.jsonl", Content.of(json(MANY)))), 997);
  }

  @Test
  void givesARowThatStaysAsItIs() {
    for (Rows rows :
        List.of(
            rows(Sources.csv("rides.csv", Content.of(csv(10)))),
            rows(Sources.csv("r.csv", Content.of(SampleHome.gzip(csv(10).getBytes(UTF_8))))))) {
      Row row = rows.row(3);
      rows.row(4);
      rows.forEach(other -> {});
      assertThat(text(row)).isEqualTo("day 3 1.5 3.0");
      assertThatThrownBy(() -> row.number(0)).isInstanceOf(InvalidValueException.class);
    }
  }

  @Test
  void findsRowsOfPackedFilesAndOfOtherCharsetsByReadingThemThrough() {
    byte[] packed = SampleHome.gzip(csv(200).getBytes(UTF_8));
    findsEachRow(rows(Sources.csv("rides.csv.gz", Content.of(packed))), 60);
    byte[] wide = csv(200).getBytes(UTF_16LE);
    CsvDialect dialect = CsvDialect.builder().charset(UTF_16LE).build();
    findsEachRow(rows(Sources.csv(List.of(named("rides.csv", wide)), dialect)), 60);
  }

  @Test
  void findsRowsOfFilesOneAfterTheOther() {
    Rows rows =
        home.store.rows(
            Stream.of("a", "b", "c")
                .map(
                    name ->
                        home.store.put(
                            new NamedContent(
                                name,
                                Content.of(
                                    csv(name.equals("b") ? 0 : 5_000).replace("day ", name)))))
                .toList(),
            Sources.csv("x", Content.of("")).format(),
            SampleHome.RIDES);
    assertThat(rows.row(4_999).text(0)).isEqualTo("a4999");
    assertThat(rows.row(5_000).text(0)).isEqualTo("c0");
    findsEachRow(rows, 777);
  }

  @Test
  void findsRowsOfASplitWithinTheirRole() {
    DatasetVersion version = home.csv(csv(300));
    Rows train = version.split(byHash(1).train(0.7).holdout(0.3)).rows(SplitRole.TRAIN);
    findsEachRow(train, 50);
  }

  @Test
  void findsImagesOfIdx() {
    int count = 5_000;
    ByteBuffer images = ByteBuffer.allocate(16 + 6 * count);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    images.putInt(0x803).putInt(count).putInt(2).putInt(3);
    labels.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      images.putShort((short) i).putInt(i);
      labels.put((byte) (i % 3));
    }
    Source source =
        Sources.idx(2, 3, List.of("a", "b", "c"))
            .part("one", named("i1", images.array()), named("l1", labels.array()))
            .part(
                "packed", named("i2", SampleHome.gzip(images.array())), named("l2", labels.array()))
            .build();
    Rows rows = home.datasets.dataset("images").snapshot(source).commit().rows();

    List<String> all = new ArrayList<>();
    rows.forEach(row -> all.add(image(row)));
    assertThat(all).hasSize(2 * count);
    for (int i : new int[] {0, 1, 2_730, 2_731, 4_999, 5_000, 7_777, 9_999}) {
      assertThat(image(rows.row(i))).as("row " + i).isEqualTo(all.get(i));
    }
    assertThatThrownBy(() -> rows.row(2L * count)).isInstanceOf(InvalidValueException.class);
  }

  private static NamedContent named(String name, byte[] bytes) {
    return new NamedContent(name, Content.of(bytes));
  }

  private static String image(Row row) {
    float[] pixels = new float[6];
    row.tensor(0, pixels, 0);
    return java.util.Arrays.toString(pixels) + row.text(1) + row.text(2);
  }

  @Test
  void readsLittleOfALargeFile() {
    StoredFile file = home.store.put(new NamedContent("rides.csv", Content.of(csv(300_000))));
    assertThat(file.size()).isGreaterThan(5_000_000);
    AtomicLong read = new AtomicLong();
    Rows rows =
        StoredRows.of(
            List.of(new KeptFiles(counting(read), new LocalFiles()).of(file)),
            Sources.csv("x", Content.of("")).format(),
            SampleHome.RIDES);
    rows.row(0);
    read.set(0);
    assertThat(rows.row(299_999).text(0)).isEqualTo("day 299999");
    assertThat(rows.row(150_000).text(0)).isEqualTo("day 150000");
    assertThat(read.get()).isPositive().isLessThan(100_000);
  }

  @Test
  @OnlyLarger
  void readsLittleOfManyPreparedRows() {
    Rows before = rows(Sources.csv("rides.csv", Content.of(csv(200_000))));
    StoredFile file =
        home.store.put(new NamedContent("rows.prepared", new PreparedFile(before, 0, 200_000)));
    assertThat(file.size()).isGreaterThan(5_000_000);
    AtomicLong read = new AtomicLong();
    Rows rows =
        StoredRows.of(
            List.of(new KeptFiles(counting(read), new LocalFiles()).of(file)),
            new Format(PreparedFile.FORMAT, Map.of()),
            SampleHome.RIDES);
    rows.row(0);
    read.set(0);
    for (int number : new int[] {199_999, 0, 1, 123_456}) {
      assertThat(text(rows.row(number)))
          .isEqualTo("day " + number + " " + number / 2.0 + " " + (double) number);
    }
    assertThat(read.get()).isPositive().isLessThan(200_000);
    assertThatThrownBy(() -> rows.row(200_000)).isInstanceOf(InvalidValueException.class);
  }

  /** The blobs of the home, which count the bytes that are asked for. */
  private BlobStore counting(AtomicLong read) {
    BlobStore blobs = home.medium.blobs();
    return (BlobStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {BlobStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("open")) {
                read.addAndGet(arguments.length == 3 ? (long) arguments[2] : 1_000_000);
              }
              try {
                return method.invoke(blobs, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  @OnlyLarger
  void refusesABlockThatIsNotWhatItWas() throws IOException {
    try (SampleHome onDisk = new SampleHome(Media.file(directory.resolve("home")))) {
      Rows rows = onDisk.csv(csv(200_000)).rows();
      rows.row(0);
      damage(directory.resolve("home"));

      assertThat(rows.row(0).text(0)).isEqualTo("day 0");
      assertThatThrownBy(() -> IntStream.range(950, 1_050).forEach(i -> rows.row(100L * i)))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("rides.csv: bytes from");
    }
  }

  private static void damage(Path home) throws IOException {
    try (Stream<Path> paths = Files.walk(home)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(path);
        if (bytes.length > 1_000_000) {
          path.toFile().setWritable(true);
          bytes[bytes.length / 2] ^= 1;
          Files.write(path, bytes);
        }
      }
    }
  }

  @Test
  void refusesAFileByReferenceThatChanged() throws IOException {
    Path file = Files.writeString(directory.resolve("rides.csv"), csv(5_000));
    FileTime time = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    Files.setLastModifiedTime(file, time);
    Rows rows =
        home.rides()
            .snapshot(Sources.csv(file))
            .schema(SampleHome.RIDES)
            .byReference()
            .commit()
            .rows();
    assertThat(rows.row(4_000).text(0)).isEqualTo("day 4000");

    Files.writeString(file, csv(5_000).replace("day 4000", "day 4o00"));
    assertThatThrownBy(() -> rows.row(4_000)).isInstanceOf(StaleDataException.class);
    Files.setLastModifiedTime(file, time); // looks as before
    assertThatThrownBy(() -> rows.row(4_000)).isInstanceOf(StaleDataException.class);
    assertThat(rows.row(0).text(0)).isEqualTo("day 0");
  }

  @Test
  void findsRowsOfChunkedFiles() throws IOException {
    Rows rows =
        home.rides()
            .snapshot(Sources.csv("rides.csv", Content.of(csv(MANY))))
            .schema(SampleHome.RIDES)
            .chunked()
            .commit()
            .rows();
    findsEachRow(rows, 1_999);
    try (InputStream in = home.rides().version(1).open("rides.csv")) {
      assertThat(in.readAllBytes()).hasSizeGreaterThan(1 << 17);
    }
  }

  @Test
  void findsFilesOfAFolder() throws IOException {
    Files.writeString(directory.resolve("a.bin"), "a");
    Files.writeString(directory.resolve("b.bin"), "bb");
    Rows rows = home.datasets.dataset("files").snapshot(Sources.folder(directory)).commit().rows();
    assertThat(rows.row(1).text(0)).isEqualTo("b.bin");
    assertThat(rows.row(1).number(1)).isEqualTo(2);
    assertThatThrownBy(() -> rows.row(2)).isInstanceOf(InvalidValueException.class);
  }
}
