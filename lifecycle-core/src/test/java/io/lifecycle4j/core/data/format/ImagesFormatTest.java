package io.lifecycle4j.core.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import io.lifecycle4j.validation.Rules;
import io.lifecycle4j.validation.ValidationFailedException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesFormatTest {
  private final SampleHome home = new SampleHome();

  @TempDir Path folder;
  @TempDir Path elsewhere;

  @AfterEach
  void close() {
    home.close();
  }

  private static byte[] image(int type, int height, int width, String format) throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int value = 40 * y + 10 * x;
        if (image.getColorModel().getNumComponents() == 1) {
          image.getRaster().setSample(x, y, 0, value);
        } else {
          image.setRGB(x, y, new Color(value, 255 - value, 7).getRGB());
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  private static byte[] gray(int height, int width) throws IOException {
    return image(BufferedImage.TYPE_BYTE_GRAY, height, width, "png");
  }

  private void put(String path, byte[] bytes) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private List<String> read(int channels, int height, int width) {
    DatasetVersion version =
        home.rides().snapshot(Sources.images(folder, channels, height, width)).commit();
    float[] pixels = new float[channels * height * width];
    List<String> rows = new ArrayList<>();
    home.rows(version)
        .forEach(
            row -> {
              row.tensor(0, pixels, 0);
              rows.add(row.text(1) + " " + Arrays.toString(pixels));
            });
    return rows;
  }

  @Test
  void readsGrayImagesWithTheirFolderAsLabel() throws IOException {
    put("cat/2.png", gray(2, 3));
    put("cat/1.png", gray(2, 3));
    put("a dog/1.png", gray(2, 3));
    String pixels = "[0.0, 10.0, 20.0, 40.0, 50.0, 60.0]";
    assertThat(read(1, 2, 3)).containsExactly("a dog " + pixels, "cat " + pixels, "cat " + pixels);
    assertThat(home.rides().versions().get(0).manifest().files())
        .extracting("name")
        .containsExactly("a dog/1.png", "cat/1.png", "cat/2.png");
    assertThat(home.rides().versions().get(0).manifest().format())
        .isEqualTo(new Format("images", Map.of("labels", "1 a dog\n2 cat")));
  }

  @Test
  void namesTheImageThatBreaksARule() throws IOException {
    put("cat/1.png", gray(2, 3));
    put("dog/1.png", gray(2, 3));
    Rule noDog = Rules.column("label").in("cat");
    assertThatThrownBy(
            () -> home.rides().snapshot(Sources.images(folder, 1, 2, 3)).requiring(noDog).commit())
        .isInstanceOfSatisfying(
            ValidationFailedException.class,
            e ->
                assertThat(e.report().results())
                    .flatExtracting(RuleResult::first)
                    .containsExactly(new FailurePlace("dog/1.png", 0, 2, "label", "dog")));
    Rule fails =
        Rules.rows(
            "bright",
            row -> {
              throw new IllegalStateException("dark");
            });
    assertThatThrownBy(
            () -> home.rides().snapshot(Sources.images(folder, 1, 2, 3)).requiring(fails).commit())
        .hasMessage(
            "Cannot check rule rows.bright at cat/1.png: its test threw"
                + " java.lang.IllegalStateException: dark");
  }

  @Test
  void areASourceAgainOnceTheyAreCheckedOut() throws IOException {
    put("cat/0.png", gray(2, 3));
    put("cat/x|y.png", gray(2, 3));
    put("a|b/0.png", gray(2, 3));
    read(1, 2, 3);
    DatasetVersion version = home.rides().version(1);
    Path out = elsewhere.resolve("out");
    version.checkOut(out).write();
    assertThat(out.resolve("cat/0.png")).exists();
    try (InputStream in = version.open("cat/0.png")) {
      assertThat(in.readAllBytes()).isEqualTo(gray(2, 3));
    }
    DatasetVersion again = home.rides().snapshot(Sources.images(out, 1, 2, 3)).commit();
    assertThat(again.id()).isEqualTo(version.id()); // nothing new, so no version
    assertThat(home.rides().versions()).hasSize(1);
  }

  @Test
  void readsColoursChannelAfterChannel() throws IOException {
    put("x/1.png", image(BufferedImage.TYPE_INT_RGB, 1, 3, "png"));
    put("x/2.png", image(BufferedImage.TYPE_4BYTE_ABGR, 1, 3, "png"));
    put("x/3.png", gray(1, 3));
    String colours = "x [0.0, 10.0, 20.0, 255.0, 245.0, 235.0, 7.0, 7.0, 7.0]";
    assertThat(read(3, 1, 3))
        .containsExactly(colours, colours, "x [0.0, 10.0, 20.0, 0.0, 10.0, 20.0, 0.0, 10.0, 20.0]");
  }

  @Test
  void readsJpegAndPalettes() throws IOException {
    put("x/1.JPG", image(BufferedImage.TYPE_BYTE_GRAY, 1, 1, "jpg"));
    put("x/2.png", image(BufferedImage.TYPE_BYTE_BINARY, 1, 1, "png"));
    assertThat(read(1, 1, 1)).containsExactly("x [0.0]", "x [255.0]");
  }

  private void fails(String message) {
    assertThatThrownBy(() -> read(1, 2, 3))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + message);
    assertThat(home.rides().versions()).isEmpty();
  }

  @Test
  void refusesAnotherSizeBeforeItDecodes() throws IOException {
    put("x/1.png", gray(2, 3));
    put("x/2.png", huge());
    fails("x/2.png: 1000000 x 1000000 (must be 2 x 3, height x width)");
  }

  /** An image of 10^12 pixels, as its header says. */
  private static byte[] huge() throws IOException {
    byte[] bytes = gray(2, 3);
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.putInt(16, 1_000_000).putInt(20, 1_000_000);
    CRC32 crc = new CRC32();
    crc.update(bytes, 12, 17);
    header.putInt(29, (int) crc.getValue());
    return bytes;
  }

  @Test
  void refusesColoursWhereGrayIsWanted() throws IOException {
    put("x/1.png", image(BufferedImage.TYPE_INT_RGB, 2, 3, "png"));
    fails("x/1.png: has colours (pixel 0, 0; must be gray)");
  }

  @Test
  void refusesSixteenBits() throws IOException {
    put("x/1.png", image(BufferedImage.TYPE_USHORT_GRAY, 2, 3, "png"));
    fails("x/1.png: 16 bits a sample (must be 8)");
  }

  @Test
  void refusesWhatIsNoImage() throws IOException {
    put("x/1.png", image(BufferedImage.TYPE_BYTE_GRAY, 2, 3, "gif"));
    fails("x/1.png: no image (must be PNG or JPEG)");
  }

  @Test
  void refusesEveryCutImage() throws IOException {
    byte[] whole = gray(2, 3);
    for (int length = 0; length < whole.length; length++) {
      put("x/1.png", Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> read(1, 2, 3))
          .describedAs("%s of %s bytes", length, whole.length)
          .isInstanceOf(InvalidDataException.class)
          .hasMessageStartingWith("Cannot read x/1.png: ");
    }
  }

  @Test
  void refusesEveryFlippedByte() throws IOException {
    byte[] whole = gray(2, 3);
    for (int place = 0; place < whole.length; place++) {
      byte[] flipped = whole.clone();
      flipped[place] ^= 4;
      put("x/1.png", flipped);
      assertThatThrownBy(() -> read(1, 2, 3))
          .describedAs("byte %s of %s", place, whole.length)
          .isInstanceOf(InvalidDataException.class)
          .hasMessageStartingWith("Cannot read x/1.png: ");
    }
  }

  @Test
  void refusesAJpegThatWasCut() throws IOException {
    byte[] whole = image(BufferedImage.TYPE_BYTE_GRAY, 2, 3, "jpg");
    for (int length = 0; length < whole.length; length++) {
      put("x/1.jpg", Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> read(1, 2, 3))
          .describedAs("%s of %s bytes", length, whole.length)
          .isInstanceOf(InvalidDataException.class)
          .hasMessageStartingWith("Cannot read x/1.jpg: ");
    }
  }

  @Test
  void refusesFoldersThatAreNotLikeThat() throws IOException {
    fails(folder + ": there are no files in it");
    put("x/notes.txt", new byte[0]);
    fails(folder.resolve("x/notes.txt") + ": its name ends in none of [.png, .jpg, .jpeg]");
    Files.delete(folder.resolve("x/notes.txt"));
    put("secret.png", gray(2, 3));
    fails(
        folder.resolve("secret.png")
            + ": it is not in a folder of a label ("
            + folder
            + " has one for each label)");
    Path link = Files.createSymbolicLink(folder.resolve("x/1.png"), folder.resolve("secret.png"));
    Files.move(
        folder.resolve("secret.png"), folder.resolveSibling("secret-" + folder.getFileName()));
    fails(link + ": it is a link (links are not followed)");
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> Sources.images(missing, 1, 2, 3))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + missing + ": no such folder");
    assertThatThrownBy(() -> Sources.images(folder, 2, 2, 3))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void refusesLabelsThatDoNotFitTheFiles() throws IOException {
    put("x/1.png", gray(2, 3));
    Source source = Sources.images(folder, 1, 2, 3);
    for (String labels : List.of("2 x", "", "x", "0 x", "-1 x", "99999999 x")) {
      Source wrong =
          new Source(
              new Format("images", Map.of("labels", labels)), source.files(), source.schema());
      assertThatThrownBy(() -> home.rides().snapshot(wrong).commit())
          .isInstanceOf(InvalidValueException.class);
    }
    NamedContent one = new NamedContent("a.png", Content.of(gray(2, 3)));
    Source good =
        new Source(new Format("images", Map.of("labels", "1 x")), List.of(one), source.schema());
    assertThat(home.rides().snapshot(good).commit().number()).isEqualTo(1);
  }
}
