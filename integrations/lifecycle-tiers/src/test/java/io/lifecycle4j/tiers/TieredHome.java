package io.lifecycle4j.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.maintenance.HomeMaintenance;
import io.lifecycle4j.core.maintenance.Kept;
import io.lifecycle4j.core.maintenance.TestMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.data.spi.VersionHeader;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** A home with a cold store, both in memory, whose time passes when it is told to. */
abstract class TieredHome {
  final TestMedium medium = new TestMedium(Media.memory());
  final TestMedium archive = new TestMedium(Media.memory());
  final TieredMedium home = TieredMedium.over(medium, archive.blobs());
  final Maintenance maintenance = HomeMaintenance.over(home, medium);
  final Kept kept = new Kept(home, medium);

  TieredHome() {
    medium.upgrade(List.of(Tiers.FEATURE));
  }

  Tiering tiering() {
    return tiering(home, medium);
  }

  /** Moves in a home that nobody has opened as a user does. */
  static Tiering tiering(TieredMedium home, InstantSource clock) {
    return new HomeTiering(
        home,
        HomeMaintenance.over(home, clock),
        () -> DatasetStores.datasets(DatasetStores.over(home, clock), clock),
        noOthers(),
        clock);
  }

  /** Returns that there are no rules but those for dataset versions. */
  static UseRules noOthers() {
    return new UseRules(
        () -> {
          throw new AssertionError("No rule is about models");
        },
        () -> {
          throw new AssertionError("No rule is about runs");
        });
  }

  @AfterEach
  void close() {
    home.close();
    archive.close();
  }

  /** Lets time pass in the home and in the cold store. */
  void pass(Duration time) {
    medium.pass(time);
    archive.pass(time);
  }

  /** A text that packs well. */
  static String text(String name) {
    return (name + " ").repeat(2_000);
  }

  static BlobId blob(String name) {
    return Fixtures.hash(Fixtures.utf8(text(name)));
  }

  /** Commits the next version of a dataset, of files that are named as their texts. */
  StoredVersion version(String dataset, String... names) {
    StoredFile[] files = new StoredFile[names.length];
    for (int i = 0; i < names.length; i++) {
      files[i] = kept.datasets.put(new NamedContent(names[i], Content.of(text(names[i]))));
    }
    return Fixtures.commit(kept.datasets, dataset, Fixtures.dataset("of " + List.of(names), files));
  }

  /** Moves the first versions of every dataset to the warm tier. */
  TieringReport warm(int versions) {
    return tiering().warm(v -> v.number() <= versions).keepNewest(0).move().run();
  }

  TieringReport cold(int versions) {
    return tiering().cold(v -> v.number() <= versions).keepNewest(0).move().run();
  }

  TieringReport recall() {
    return tiering().hot(v -> true).move().run();
  }

  boolean isHot(String name) {
    return medium.blobs().contains(blob(name));
  }

  BlobId container(String name) {
    return placed(name).stored();
  }

  /** Returns where a text lies that was moved. */
  BlobPlacement placed(String name) {
    return Objects.requireNonNull(home.placements().all().get(blob(name)));
  }

  /** Reads every file of every version, and tells how many there are. */
  static int readAll(Medium home) {
    return readAll(home, TieredHome::text);
  }

  /** Reads every file of every version, each of which holds what its name stands for. */
  static int readAll(Medium home, UnaryOperator<String> text) {
    DatasetStore store = DatasetStores.over(home, () -> Fixtures.TIME);
    int files = 0;
    for (String dataset : store.datasets()) {
      for (VersionHeader version : store.versions(dataset)) {
        for (StoredFile file : store.manifest(version).files()) {
          try (InputStream in = store.open(file)) {
            assertThat(in.readAllBytes()).isEqualTo(Fixtures.utf8(text.apply(file.name())));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          files++;
        }
      }
    }
    return files;
  }
}
