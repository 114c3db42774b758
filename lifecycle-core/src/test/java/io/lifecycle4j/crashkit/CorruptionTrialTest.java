package io.lifecycle4j.crashkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.CorruptionCase.Kind;
import io.lifecycle4j.crashkit.CorruptionHome.End;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A trial finds what a damaged home gets wrong: here a medium in memory holds something else. */
class CorruptionTrialTest {
  private CorruptionHome home;

  @BeforeEach
  void write(@TempDir Path directory) throws IOException {
    home = CorruptionHome.write(directory, Media::file, End.CLOSED);
  }

  private CorruptionTrial.Result closed(CorruptionCase damage, Medium medium) {
    return new CorruptionTrial(home, damage, Path.of("any"))
        .run(path -> medium, CorruptionTrial::closed);
  }

  private CorruptionTrial.Result open(CorruptionCase damage, Medium medium) {
    return new CorruptionTrial(home, damage, Path.of("any"))
        .run(path -> medium, CorruptionTrial::open);
  }

  /** A file of the journal of that name, as long as it holds anything. */
  private CorruptionCase damage(Kind kind) {
    String file =
        home.files().keySet().stream()
            .filter(name -> name.contains("/log") && home.file(name).length > 0)
            .findFirst()
            .orElseThrow();
    return new CorruptionCase(file, kind, "", new byte[] {1});
  }

  /** Holds what the home holds, but of the shared journal only so many entries. */
  private Medium copy(int entries) {
    Medium medium = Media.memory();
    home.journals()
        .forEach(
            (name, payloads) -> {
              List<byte[]> kept = name.equals("log") ? payloads.subList(0, entries) : payloads;
              append(medium, name, kept);
            });
    home.blobs().values().forEach(bytes -> medium.blobs().put(Content.of(bytes)));
    home.aside().values().forEach(bytes -> medium.blobs().put(Content.of(bytes)));
    medium.blobs().maintenance().quarantine(home.aside().keySet(), Instant.MAX);
    return medium;
  }

  private void append(Medium medium, String name, List<byte[]> payloads) {
    JournalKind kind = CorruptionTrial.kind(name);
    if (home.first(name) > 1) {
      medium.journals().maintenance().begin(name, kind, home.first(name));
    }
    try (Journal journal = medium.journals().open(name, kind)) {
      if (!payloads.isEmpty()) {
        journal.append(new Batch(Batch.NO_TOKEN, Batch.ANY, payloads, Durability.POWER));
      }
      home.snapshot(name).ifPresent(journal::snapshot);
    }
  }

  @Test
  void findsNothingWhereNothingIsLost() {
    CorruptionTrial.Result result = closed(damage(Kind.REPEATED), copy(7));
    assertThat(result.violations()).isEmpty();
    assertThat(result.detected()).isFalse();
    assertThat(open(damage(Kind.EARLIER), copy(7)).violations()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLIP", "CUT", "EARLIER"})
  void findsWhatMustShowAndNobodyNoticed(Kind kind) {
    assertThat(closed(damage(kind), copy(7)).violations())
        .containsExactly("was not noticed, though nothing was lost");
  }

  @Test
  void findsAJournalThatIsShorterWithoutAWord() {
    assertThat(closed(damage(Kind.REPEATED), copy(6)).violations())
        .containsExactly("log gives 6 entries without a word, not 7", "log ends with 6");
    assertThat(open(damage(Kind.CUT), copy(6)).violations())
        .containsExactly("log was cut behind entry 6 without a word");
  }

  @Test
  void findsACutOfWhatALaterEntryProves() {
    assertThat(open(damage(Kind.FLIP), copy(4)).violations())
        .contains("log cut entry 5, which a later one proves");
  }

  @Test
  void findsAnotherEntry() {
    List<byte[]> others = List.of(Fixtures.utf8("one"), Fixtures.utf8("another"));
    Medium closed = copy(0);
    append(closed, "log", others);
    assertThat(closed(damage(Kind.EARLIER), closed).violations())
        .contains("log gives other entries than were appended");
    Medium open = copy(0);
    append(open, "log", others);
    assertThat(open(damage(Kind.EARLIER), open).violations())
        .contains("log gives other entries than were appended");
  }

  @Test
  void takesATypedErrorThatNamesTheFileAndNoOther() {
    CorruptionCase damage = damage(Kind.FLIP);
    CorruptionTrial.Result named =
        new CorruptionTrial(home, damage, Path.of("any"))
            .run(
                path -> {
                  throw new CorruptDataException("Corrupt " + damage.file());
                },
                CorruptionTrial::closed);
    assertThat(named.violations()).isEmpty();
    assertThat(named.detected()).isTrue();

    assertThat(
            new CorruptionTrial(home, damage, Path.of("any"))
                .run(
                    path -> {
                      throw new CorruptDataException("Corrupt");
                    },
                    CorruptionTrial::closed)
                .violations())
        .singleElement()
        .asString()
        .startsWith("does not name the file");
    assertThat(
            new CorruptionTrial(home, damage, Path.of("any"))
                .run(
                    path -> {
                      throw new IllegalArgumentException(damage.file());
                    },
                    CorruptionTrial::closed)
                .violations())
        .singleElement()
        .asString()
        .startsWith("java.lang.IllegalArgumentException");
  }

  @Test
  void namesTheBlobThatIsGone() {
    BlobId id = home.blobs().keySet().iterator().next();
    Medium medium = copy(7);
    Fixtures.quarantine(medium.blobs(), id);
    CorruptionTrial.Result result = closed(damage(Kind.EARLIER), medium);
    assertThat(result.violations()).isEmpty();
    assertThat(result.detected()).isTrue();
  }

  @Test
  void triesEachBitAndEachLengthOfEachFile() {
    Map<Kind, Set<String>> tried = new TreeMap<>();
    CorruptionCases.of(
        home,
        damage -> {
          Set<String> same = tried.computeIfAbsent(damage.kind(), kind -> new HashSet<>());
          assertThat(same.add(damage.toString())).describedAs("%s is new", damage).isTrue();
          assertThat(damage.content()).isNotEqualTo(home.file(damage.file()));
        });
    assertThat(tried.keySet()).containsExactly(Kind.values());
    assertThat(tried.get(Kind.FLIP)).hasSize(8 * home.bytes());
    int files = home.files().size();
    assertThat(tried.get(Kind.DIRECTORY)).hasSize(files);
    long empty = home.files().values().stream().filter(bytes -> bytes.length == 0).count();
    int cuts = tried.getOrDefault(Kind.CUT, Set.of()).size();
    assertThat(cuts + tried.getOrDefault(Kind.EMPTY, Set.of()).size()).isEqualTo(home.bytes());
    assertThat(tried.get(Kind.EMPTY)).hasSize(files - (int) empty);
    assertThat(tried.get(Kind.EARLIER)).hasSizeGreaterThanOrEqualTo(9);
  }
}
