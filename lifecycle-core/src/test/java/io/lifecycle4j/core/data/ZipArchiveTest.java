package io.lifecycle4j.core.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.data.CsvDialect;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.NamedContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipArchiveTest {
  private final SampleHome home = new SampleHome();

  @TempDir Path directory;
  private Path archive;

  @BeforeEach
  void name() {
    archive = directory.resolve("rides.zip");
  }

  @AfterEach
  void close() {
    home.close();
  }

  private static byte[] zip(int method, String... namesAndTexts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setComment("a comment PK\5\6 of some length");
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        ZipEntry entry = new ZipEntry(namesAndTexts[i]);
        byte[] text = namesAndTexts[i + 1].getBytes(UTF_8);
        if (method == ZipEntry.STORED) {
          CRC32 crc = new CRC32();
          crc.update(text);
          entry.setMethod(method);
          entry.setSize(text.length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(text);
      }
    }
    return bytes.toByteArray();
  }

  private List<String> read() {
    List<NamedContent> files = Sources.zip(archive);
    return SampleHome.texts(
        home.rows(
            home.rides()
                .snapshot(Sources.csv(files, CsvDialect.builder().build()))
                .schema(SampleHome.RIDES)
                .commit()));
  }

  @Test
  void readsStoredAndDeflatedFilesInFolders() throws IOException {
    for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
      Files.write(
          archive,
          zip(
              method,
              "data/",
              "",
              "data/ä.csv",
              "day,temp,riders\na,1,2\n",
              "b.csv",
              "day,temp,riders\nb,3,4\n"));
      assertThat(read()).containsExactly("a 1.0 2.0", "b 3.0 4.0");
      assertThat(Sources.zip(archive))
          .extracting(NamedContent::name)
          .containsExactly("data/ä.csv", "b.csv");
    }
  }

  @Test
  void leavesOutWhatAMacAddsAndWhatIsHidden() throws IOException {
    Files.write(
        archive,
        zip(
            ZipEntry.DEFLATED,
            "a.csv",
            "day,temp,riders\na,1,2\n",
            "__MACOSX/",
            "",
            "__MACOSX/._a.csv",
            "\0\5\26\7",
            ".DS_Store",
            "x",
            ".git/config",
            "x",
            "data/.hidden/b.csv",
            "x"));
    assertThat(Sources.zip(archive)).extracting(NamedContent::name).containsExactly("a.csv");
    assertThat(
            SampleHome.texts(
                home.rows(
                    home.rides()
                        .snapshot(Sources.csv(Sources.zip(archive)))
                        .schema(SampleHome.RIDES)
                        .commit())))
        .containsExactly("a 1.0 2.0");
  }

  @Test
  void readsFilesThatAreLongerThanAllBuffers() throws IOException {
    StringBuilder text = new StringBuilder("day,temp,riders\n");
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      text.append(i % 1_000 == 0 ? "x".repeat(1_000) : "d");
      text.append(',').append(random.nextDouble()).append(",1\n");
    }
    Files.write(archive, zip(ZipEntry.DEFLATED, "a.csv", text.toString(), "b.csv", "x".repeat(9)));
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    Sources.zip(archive).get(0).content().writeTo(read);
    assertThat(read.toString(UTF_8)).isEqualTo(text.toString());
  }

  private void fails(String problem) {
    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + archive + ": " + problem);
    assertThat(home.rides().versions()).isEmpty();
  }

  @Test
  void refusesNamesThatLeaveTheArchive() throws IOException {
    Files.write(archive, zip(ZipEntry.DEFLATED, "data/../../e.csv", "x"));
    fails(
        "entry 'data/../../e.csv': Invalid entry name: 'data/../../e.csv' (must stay below its"
            + " folder: no '..')");
  }

  @Test
  void refusesAFileWhoseNameIsAFolder() throws IOException {
    Files.write(archive, zip(ZipEntry.DEFLATED, "A.csv", "x", "a.csv/b.csv", "x"));
    fails("a file and a folder are called the same: [a.csv]");
  }

  @Test
  @OnlyLarger
  void refusesWhatUnpacksToMuchMore() throws IOException {
    byte[] zip = zip(ZipEntry.DEFLATED, "a.csv", "\0".repeat(200 << 20));
    Files.write(archive, zip);
    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("entry 'a.csv' unpacks ")
        .hasMessageEndingWith(" bytes to 209715200 (at most 200 times as much)");
  }

  @Test
  void countsWhatItUnpacks() throws IOException {
    byte[] zip = zip(ZipEntry.DEFLATED, "a.csv", "\0".repeat(1 << 20));
    ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(entry(zip) + 24, 10);
    Files.write(archive, zip);
    fails("entry 'a.csv' is longer than it says");
  }

  private static int entry(byte[] zip) {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (bytes.getInt(at) != 0x02014B50) {
      at++;
    }
    return at;
  }

  @Test
  void refusesEveryCutArchive() throws IOException {
    byte[] whole = zip(ZipEntry.DEFLATED, "a.csv", "day,temp,riders\na,1,2\n");
    for (int length = 0; length < whole.length; length++) {
      Files.write(archive, Arrays.copyOf(whole, length));
      assertThatThrownBy(this::read)
          .describedAs("%s of %s bytes", length, whole.length)
          .isInstanceOf(InvalidDataException.class);
    }
  }

  @Test
  void refusesWhatIsNoFile() {
    fails("no such file");
  }
}
