package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PackageOrderTest {
  private static boolean allowed(String from, String to) {
    return PackageOrder.allowed("io.lifecycle4j." + from, "io.lifecycle4j." + to);
  }

  @Test
  void roomsKnowWhatIsLeftOfThem() {
    assertThat(allowed("core.data", "core.storage")).isTrue();
    assertThat(allowed("core.data", "storage")).isTrue();
    assertThat(allowed("core.storage", "core.data")).isFalse();
    assertThat(allowed("core.storage", "data")).isFalse();
  }

  @Test
  void aRoomKnowsItsPartsAndNoPartItsRoom() {
    assertThat(allowed("core.storage", "core.storage.journal")).isTrue();
    assertThat(allowed("core.storage.journal", "core.storage")).isFalse();
    assertThat(allowed("core.storage.journal", "storage")).isTrue();
    assertThat(allowed("core.data.format", "core.storage")).isTrue();
  }

  @Test
  void aPartKnowsThoseThatItIsSaidTo() {
    assertThat(allowed("core.storage.blob", "core.storage.file")).isTrue();
    assertThat(allowed("core.storage.file", "core.storage.blob")).isFalse();
    assertThat(allowed("core.storage.blob", "core.storage.journal")).isFalse();
    assertThat(allowed("core.data.storage", "core.data.format")).isFalse();
  }

  @Test
  void noOtherRoomKnowsAPart() {
    assertThat(allowed("core.data", "core.storage.file")).isFalse();
    assertThat(allowed("core", "core.data.split")).isFalse();
    assertThat(allowed("core.data.format", "core.storage.file")).isFalse();
  }

  @Test
  void hashesAndJsonStandLeftOfAll() {
    assertThat(allowed("core.storage.file", "core.hash")).isTrue();
    assertThat(allowed("core.json", "core.hash")).isTrue();
    assertThat(allowed("core.hash", "core.json")).isFalse();
    assertThat(allowed("core.hash", "core.storage")).isFalse();
    assertThat(allowed("core.hash", "storage")).isTrue();
    assertThat(allowed("core.json", "storage")).isFalse();
    assertThat(allowed("core.json", "error")).isTrue();
  }

  @Test
  void refusesAPackageWithoutAPlace() {
    assertThatThrownBy(() -> allowed("core.storage.attic", "storage"))
        .hasMessageContaining("has no place");
  }
}
