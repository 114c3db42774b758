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
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.validation.RuleResult;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import io.lifecycle4j.validation.Rules;
import io.lifecycle4j.validation.ValidationFailedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdxFormatTest {
  private static final int COUNT = 30;

  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  /** Images of 2 x 3 whose pixels are random, so that packing does not shrink them. */
  private static byte[] images(int count) {
    byte[] pixels = new byte[count * 6];
    new Random(5).nextBytes(pixels);
    return ByteBuffer.allocate(16 + pixels.length)
        .putInt(0x803)
        .putInt(count)
        .putInt(2)
        .putInt(3)
        .put(pixels)
        .array();
  }

  private static byte[] labels(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      bytes.put((byte) (i % 3));
    }
    return bytes.array();
  }

  private DatasetVersion commit(byte[] images, byte[] labels, String suffix) {
    return home.datasets
        .dataset("clothes")
        .snapshot(
            Sources.idx(2, 3, List.of("shirt", "shoe", "bag"))
                .part(
                    "train",
                    new NamedContent("images" + suffix, Content.of(images)),
                    new NamedContent("labels" + suffix, Content.of(labels)))
                .build())
        .commit();
  }

  private void fails(byte[] images, byte[] labels, String message) {
    assertThatThrownBy(() -> commit(images, labels, ""))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read " + message);
    assertThat(home.datasets.names()).isEmpty();
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  @Test
  void readsImagesLabelsAndParts() {
    byte[] images = images(COUNT);
    DatasetVersion version = commit(SampleHome.gzip(images), SampleHome.gzip(labels(COUNT)), ".gz");
    List<String> labels = new ArrayList<>();
    home.rows(version)
        .forEach(
            row -> {
              float[] pixels = new float[8];
              row.tensor(0, pixels, 2);
              assertThat(pixels[2]).isEqualTo(images[16 + labels.size() * 6] & 0xFF);
              assertThat(pixels[7]).isEqualTo(images[21 + labels.size() * 6] & 0xFF);
              assertThat(row.text(2)).isEqualTo("train");
              labels.add(row.text(1));
            });
    assertThat(labels).hasSize(COUNT).startsWith("shirt", "shoe", "bag", "shirt");
    assertThat(version.manifest().profile().columns())
        .extracting(ColumnProfile::name)
        .containsExactly("image.mean", "image.deviation", "label", "part");
  }

  @Test
  void namesTheFileAndTheRowThatBreakARule() {
    Source source =
        Sources.idx(2, 3, List.of("shirt", "shoe", "bag"))
            .part(
                "train",
                new NamedContent("a", Content.of(images(2))),
                new NamedContent("b", Content.of(labels(2))))
            .part(
                "test",
                new NamedContent("c", Content.of(images(3))),
                new NamedContent("d", Content.of(labels(3))))
            .build();
    assertThatThrownBy(
            () ->
                home.datasets
                    .dataset("clothes")
                    .snapshot(source)
                    .requiring(Rules.column("label").in("shirt", "shoe"))
                    .commit())
        .isInstanceOfSatisfying(
            ValidationFailedException.class,
            e ->
                assertThat(e.report().results())
                    .flatExtracting(RuleResult::first)
                    .containsExactly(new FailurePlace("c", 0, 5, "label", "bag")));
  }

  @Test
  void readsSeveralPartsOneAfterTheOther() {
    Source source =
        Sources.idx(2, 3, List.of("shirt", "shoe", "bag"))
            .part(
                "train",
                new NamedContent("a", Content.of(images(2))),
                new NamedContent("b", Content.of(labels(2))))
            .part(
                "test",
                new NamedContent("c", Content.of(images(1))),
                new NamedContent("d", Content.of(labels(1))))
            .build();
    List<String> parts = new ArrayList<>();
    home.rows(home.datasets.dataset("clothes").snapshot(source).commit())
        .forEach(row -> parts.add(row.text(2)));
    assertThat(parts).containsExactly("train", "train", "test");
  }

  @Test
  void saysHowManyImagesACutFileHas() {
    for (int length : new int[] {16, 17, 21, 22, 16 + 12 * 6, 16 + 12 * 6 + 5, 16 + 29 * 6}) {
      fails(
          Arrays.copyOf(images(COUNT), length),
          labels(COUNT),
          "images: ends after " + (length - 16) / 6 + " of 30 images");
    }
    for (int length : new int[] {0, 3, 4, 11, 15}) {
      fails(Arrays.copyOf(images(COUNT), length), labels(COUNT), "images: ends within its header");
    }
    fails(images(COUNT), Arrays.copyOf(labels(COUNT), 20), "labels: ends after 12 of 30 labels");
  }

  @Test
  void refusesAPackedFileCutAnywhere() {
    byte[] packed = SampleHome.gzip(images(COUNT));
    for (int length = 0; length < packed.length; length += 7) {
      byte[] cut = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> commit(cut, SampleHome.gzip(labels(COUNT)), ".gz"))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageMatching(
              "Cannot read images.gz: (ends after \\d+ of 30 images|ends within its header"
                  + "|packed data ends too early.*)");
    }
    assertThat(home.datasets.names()).isEmpty();
  }

  @Test
  void refusesDamagedPackedData() {
    byte[] packed = SampleHome.gzip(images(COUNT));
    for (int at = 11; at < packed.length; at += 13) {
      byte[] damaged = with(packed, at, packed[at] ^ 0x55);
      assertThatThrownBy(() -> commit(damaged, SampleHome.gzip(labels(COUNT)), ".gz"))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageStartingWith("Cannot read images.gz: ");
    }
  }

  @Test
  void refusesBytesAfterTheLastItem() {
    byte[] images = images(COUNT);
    fails(
        Arrays.copyOf(images, images.length + 1),
        labels(COUNT),
        "images: goes on after the last of 30 images");
    fails(images, Arrays.copyOf(labels(COUNT), 39), "labels: goes on after the last of 30 labels");
  }

  @Test
  void refusesOtherMagicNumbers() {
    fails(
        labels(COUNT),
        labels(COUNT),
        "images: begins with 0x00000801 (IDX images begin with 0x00000803)");
    fails(
        images(COUNT),
        images(COUNT),
        "labels: begins with 0x00000803 (IDX labels begin with 0x00000801)");
  }

  @Test
  void refusesOtherSizesAndCounts() {
    fails(with(images(COUNT), 15, 28), labels(COUNT), "images: images of 2 x 28 (must be 2 x 3)");
    fails(images(COUNT), labels(29), "labels: 29 labels for 30 images");
    fails(
        with(images(COUNT), 4, 0xFF),
        labels(COUNT),
        "images: has -16777186 images (must be at least 0)");
  }

  @Test
  void believesNoCountThatTheBytesDoNotBear() {
    fails(
        with(images(COUNT), 4, 0x7F),
        with(labels(COUNT), 4, 0x7F),
        "images: ends after 30 of 2130706462 images");
  }

  @Test
  void refusesALabelWithoutAClass() {
    fails(
        images(COUNT),
        with(labels(COUNT), 8 + 4, 250),
        "labels: label 250 of image 5 (must be below 3, the number of classes)");
  }

  @Test
  void refusesFilesThatAreNoPairs() {
    Source pair =
        Sources.idx(2, 3, List.of("a", "b"))
            .part(
                "train",
                new NamedContent("images", Content.of(images(1))),
                new NamedContent("labels", Content.of(labels(1))))
            .build();
    Source odd = new Source(pair.format(), pair.files().subList(0, 1), pair.schema());
    assertThatThrownBy(() -> home.datasets.dataset("clothes").snapshot(odd).commit())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid idx source: 1 file for 1 part (needs images and labels for each)");
    Source other =
        new Source(new Format("idx", Map.of("parts", "train")), pair.files(), SampleHome.RIDES);
    assertThatThrownBy(() -> home.datasets.dataset("clothes").snapshot(other).commit())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid schema: day, temp, riders (idx has image of shape [1, height, width], label"
                + " and part)");
  }
}
