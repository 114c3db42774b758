package io.lifecycle4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lifecycle4j.data.Dataset.TagMove;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.DatasetManifest.Parent;
import io.lifecycle4j.data.DatasetManifest.Summary;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.data.spi.VersionHeader;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link DatasetStore} must do. */
@Timeout(120)
public abstract class DatasetStoreContract extends DatasetContract {
  private static final int THREADS = 8;

  /** Creates the contract. */
  protected DatasetStoreContract() {}

  private DatasetManifest manifest(String message) {
    return Fixtures.dataset(message, put("rides.csv", "amount;visits;country\n1.5;2;de\n"));
  }

  private StoredVersion commit(String dataset, String message) {
    return Fixtures.commit(store, dataset, manifest(message));
  }

  @Test
  void isEmptyAtFirst() {
    assertThat(store.datasets()).isEmpty();
    assertThat(store.versions("rides")).isEmpty();
    assertThat(store.find("rides", 1)).isEmpty();
  }

  @Test
  void namesPutBytesByTheirHash() {
    assertThat(put("abc.txt", "abc")).isEqualTo(Fixtures.file("abc.txt", Fixtures.utf8("abc")));
    assertThat(store.datasets()).isEmpty();
  }

  @Test
  void putsManyFilesAtOnceInTheirOrder() {
    List<NamedContent> files = new ArrayList<>();
    List<StoredFile> wanted = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String text = "row " + i % 40; // some files hold the same
      files.add(new NamedContent(i + ".csv", Content.of(text)));
      wanted.add(Fixtures.file(i + ".csv", Fixtures.utf8(text)));
    }
    assertThat(store.putAll(files)).isEqualTo(wanted);
    assertThat(store.putAll(List.of())).isEmpty();
    StoredVersion version =
        Fixtures.commit(store, "rides", Fixtures.dataset("many", wanted.get(7)));
    assertThat(store.find("rides", 1)).contains(version);
  }

  @Test
  void namesTheFileOfManyThatCannotBeRead() {
    List<NamedContent> files =
        List.of(
            new NamedContent("good.csv", Content.of("x")),
            new NamedContent(
                "bad.csv",
                out -> {
                  throw new IOException("unplugged");
                }));
    assertThatThrownBy(() -> store.putAll(files))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Cannot read bad.csv: unplugged");
  }

  @Test
  void numbersTheVersionsOfEachDatasetFromOne() {
    assertThat(commit("rides", "first").number()).isEqualTo(1);
    assertThat(commit("rides", "second").number()).isEqualTo(2);
    assertThat(commit("payments", "first").number()).isEqualTo(1);
    assertThat(store.versions("rides")).extracting(VersionHeader::number).containsExactly(1, 2);
    assertThat(store.datasets()).containsExactly("payments", "rides");
  }

  @Test
  void givesBackTheManifestAsItWas() {
    StoredVersion committed = commit("rides", "größe\n“x”");
    assertThat(committed.dataset()).isEqualTo("rides");
    assertThat(committed.manifest()).isEqualTo(manifest("größe\n“x”"));
    assertThat(store.find("rides", 1)).hasValue(committed);
    assertThat(store.versions("rides")).containsExactly(committed.header());
    assertThat(store.findLatest("rides")).hasValue(committed);
    assertThat(store.manifest(committed.header())).isEqualTo(committed.manifest());
    assertThat(openAgain(store).find("rides", 1)).hasValue(committed);
  }

  @Test
  void storesADocumentWithTheManifestThatNamesIt() {
    byte[] report = Fixtures.utf8("report “größe”");
    BlobId id = Fixtures.hash(report);
    DatasetManifest plain = manifest("why");
    DatasetManifest manifest =
        DatasetManifest.of(plain.files(), plain.format(), plain.schema(), plain.profile())
            .report(id)
            .build();
    assertThatThrownBy(() -> store.commit("rides", manifest, 0))
        .isInstanceOf(NotFoundException.class);
    assertThat(store.versions("rides")).isEmpty();

    StoredVersion committed = store.commit("rides", manifest, 0, List.of(Content.of(report)));
    assertThat(committed.manifest()).isEqualTo(manifest);
    assertThat(openAgain(store).read(id)).isEqualTo(report);
  }

  @Test
  void tellsTheSmallPartsOfAManifestAheadOfIt() {
    DatasetManifest plain = manifest("why");
    Parent parent = new Parent("raw", 3, plain.files().get(0).blob(), "cleaned");
    DatasetManifest manifest =
        DatasetManifest.of(plain.files(), plain.format(), plain.schema(), plain.profile())
            .message("why")
            .author("ann")
            .parents(List.of(parent))
            .build();
    StoredVersion committed = store.commit("rides", manifest, 0);
    VersionHeader header = openAgain(store).versions("rides").get(0);

    assertThat(header).isEqualTo(committed.header());
    assertThat(header.summary())
        .isEqualTo(new Summary("why", "ann", plain.profile().rows(), List.of(parent)))
        .isEqualTo(manifest.summary());
    assertThat(openAgain(store).manifest(header)).isEqualTo(manifest);
  }

  @Test
  void keepsEveryFileInItsOrder() {
    StoredFile b = put("b.csv", "b");
    StoredFile a = put("a.csv", "a");
    StoredVersion committed = Fixtures.commit(store, "rides", Fixtures.dataset("two", b, a));
    assertThat(openAgain(store).find("rides", 1).orElseThrow().manifest().files())
        .isEqualTo(committed.manifest().files())
        .containsExactly(b, a);
  }

  @Test
  void namesAVersionByItsContent() {
    StoredVersion one = commit("rides", "first");
    assertThat(commit("payments", "first").id()).isEqualTo(one.id());
    assertThat(commit("rides", "second").id()).isNotEqualTo(one.id());
  }

  @Test
  void addsNothingWhenTheNewestVersionIsCommittedAgain() {
    StoredVersion first = commit("rides", "first");
    assertThat(commit("rides", "first")).isEqualTo(first);
    assertThat(Fixtures.commit(openAgain(store), "rides", manifest("first"))).isEqualTo(first);
    assertThat(store.versions("rides")).containsExactly(first.header());
  }

  @Test
  void addsAVersionWhenAnOlderOneIsCommittedAgain() {
    StoredVersion first = commit("rides", "first");
    commit("rides", "second");
    StoredVersion third = commit("rides", "first");
    assertThat(third.number()).isEqualTo(3);
    assertThat(third.id()).isEqualTo(first.id());
  }

  @Test
  void commitsNothingWhenAFileIsNotStored() {
    DatasetManifest lacking =
        Fixtures.dataset("x", put("here.csv", "x"), Fixtures.file("gone.csv", new byte[9]));
    assertThatThrownBy(() -> Fixtures.commit(store, "rides", lacking))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("gone.csv");
    assertThat(store.datasets()).isEmpty();
    assertThat(store.versions("rides")).isEmpty();
    assertThat(commit("rides", "first").number()).isEqualTo(1);
  }

  @Test
  void commitsNothingWithoutFiles() {
    assertThatThrownBy(() -> Fixtures.commit(store, "rides", Fixtures.dataset("none")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid dataset: no files (needs at least 1)");
    assertThat(store.datasets()).isEmpty();
  }

  @Test
  void findsNoVersionThatWasNotCommitted() {
    commit("rides", "first");
    for (int number : List.of(2, 0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE)) {
      assertThat(store.find("rides", number)).isEmpty();
    }
    assertThat(store.find("Rides", 1)).isEmpty();
  }

  @Test
  void takesAnyNameThatIsAllowed() {
    List<String> names =
        List.of("con", "ab:c", "größe", "模型", "a b", "A", "a", "%2e", "x".repeat(250));
    names.forEach(name -> assertThat(commit(name, "first").dataset()).isEqualTo(name));
    assertThat(store.datasets()).isSorted().containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void commitsNothingUnderANameThatIsNotAllowed() {
    for (String name : List.of("", "../x", "a/b", "a\\b", ".x", "a\0", "x".repeat(251))) {
      assertThatThrownBy(() -> commit(name, "first")).isInstanceOf(InvalidNameException.class);
    }
    assertThat(store.datasets()).isEmpty();
  }

  @Test
  void keepsEveryMoveOfATag() {
    commit("rides", "first");
    commit("rides", "second");
    store.tag("rides", "größe 2", 1, "ann");
    store.tag("rides", "größe 2", 1, "bob"); // it does already
    openAgain(store).tag("rides", "größe 2", 2, "bob");
    store.tag("rides", "größe 2", 0, "");
    store.tag("rides", "other", 2, "ann");
    assertThat(store.tagMoves("rides"))
        .isEqualTo(openAgain(store).tagMoves("rides"))
        .extracting(TagMove::tag, TagMove::from, TagMove::to, TagMove::author)
        .containsExactly(
            tuple("größe 2", 0, 1, "ann"),
            tuple("größe 2", 1, 2, "bob"),
            tuple("größe 2", 2, 0, ""),
            tuple("other", 0, 2, "ann"));
    assertThat(store.tags("rides")).isEqualTo(Map.of("other", 2));
    assertThat(openAgain(store).tags("rides")).isEqualTo(Map.of("other", 2));
    assertThat(store.tagMoves("payments")).isEmpty();
    assertThat(store.tags("payments")).isEmpty();
    assertThat(commit("rides", "third").number()).isEqualTo(3);
  }

  @Test
  void tagsNoVersionThatIsNotThere() {
    commit("rides", "first");
    for (int number : List.of(2, -1, Integer.MAX_VALUE)) {
      assertThatThrownBy(() -> store.tag("rides", "best", number, "ann"))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Dataset version does not exist: rides:" + number);
    }
    assertThatThrownBy(() -> store.tag("payments", "best", 1, "ann"))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> store.tag("rides", "../x", 1, "ann"))
        .isInstanceOf(InvalidNameException.class);
    assertThat(store.tagMoves("rides")).isEmpty();
  }

  @Test
  void opensFilesAndPartsOfThem() throws IOException {
    StoredFile file = put("abc.txt", "abcdef");
    try (InputStream whole = store.open(file);
        InputStream part = store.open(file, 2, 3)) {
      assertThat(whole.readAllBytes()).isEqualTo(Fixtures.utf8("abcdef"));
      assertThat(part.readAllBytes()).isEqualTo(Fixtures.utf8("cde"));
    }
    assertThatThrownBy(() -> store.open(file, 4, 3)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> store.open(Fixtures.file("gone.csv", new byte[9])))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesNull() {
    assertThatThrownBy(() -> store.put(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> Fixtures.commit(store, "rides", null))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void refusesACommitAfterAVersionThatIsNotTheNewest() {
    commit("rides", "first");
    for (int after : new int[] {0, 2}) {
      assertThatThrownBy(() -> openAgain(store).commit("rides", manifest("second"), after))
          .isInstanceOf(ConflictException.class)
          .hasMessageContainingAll("rides", "after version " + after, "version 1 is the newest");
    }
    assertThat(store.versions("rides")).hasSize(1);
    assertThat(store.commit("rides", manifest("second"), 1).number()).isEqualTo(2);
    assertThatThrownBy(() -> store.commit("rides", manifest("third"), -1))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void answersARepeatedCommitWithTheVersionThatItMade() {
    StoredVersion first = store.commit("rides", manifest("first"), 0);
    assertThat(store.commit("rides", manifest("first"), 0)).isEqualTo(first);
    assertThat(store.versions("rides")).containsExactly(first.header());
  }

  @Test
  void showsEveryOpeningTheNewestState() {
    DatasetStore other = openAgain(store);
    commit("rides", "first");
    assertThat(Fixtures.commit(other, "rides", manifest("second")).number()).isEqualTo(2);
    assertThat(commit("rides", "third").number()).isEqualTo(3);
    assertThat(other.versions("rides")).isEqualTo(store.versions("rides"));
  }

  @Test
  void numbersWithoutGapsUnderManyThreads() throws Exception {
    DatasetStore other = openAgain(store);
    List<List<Integer>> numbers =
        Together.run(
            THREADS,
            thread ->
                IntStream.range(0, 5)
                    .map(i -> commitAt(thread % 2 == 0 ? store : other, thread + "." + i))
                    .boxed()
                    .toList());
    assertThat(numbers.stream().flatMap(List::stream).sorted().toList())
        .isEqualTo(IntStream.rangeClosed(1, THREADS * 5).boxed().toList());
    assertThat(store.versions("rides"))
        .hasSize(THREADS * 5)
        .extracting(version -> version.summary().message())
        .doesNotHaveDuplicates();
  }

  private int commitAt(DatasetStore place, String message) {
    return Fixtures.commit(place, "rides", manifest(message)).number();
  }

  @Test
  void addsOneVersionWhenManyCommitTheSame() throws Exception {
    List<StoredVersion> versions = Together.run(THREADS, thread -> commit("rides", "same"));
    assertThat(versions).containsOnly(versions.get(0));
    assertThat(store.versions("rides")).hasSize(1);
  }
}
