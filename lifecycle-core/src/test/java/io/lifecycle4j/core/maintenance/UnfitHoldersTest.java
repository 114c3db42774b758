package io.lifecycle4j.core.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.maintenance.JournalHolders;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.VerifyDepth;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who speaks for journals and cannot be believed is refused, and nothing is changed. */
class UnfitHoldersTest extends ReviewedHome {
  private static JournalHolders always(@Nullable List<JournalHolders.Holding> answer) {
    return new Reviews() {
      @Override
      @SuppressWarnings("NullAway")
      public List<Holding> holdings(String journal, JournalEntry entry) {
        return answer;
      }
    };
  }

  /** Everything that would have to believe it refuses, and a collection sets nothing aside. */
  private void assertRefused(JournalHolders wrong, String message, Path directory) {
    Maintenance asked = HomeMaintenance.over(home, medium, wrong);
    Stream.<Runnable>of(
            () -> collected(asked),
            () -> asked.tiering().warm(version -> true).move().run(),
            () -> asked.verify(VerifyDepth.STRUCTURE),
            () -> asked.backup(directory.resolve("copy")))
        .forEach(
            act ->
                assertThatThrownBy(act::run)
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessage(message));
    assertThat(medium.aside()).isEmpty();
  }

  @Test
  void refusesAnAnswerThatIsNull(@TempDir Path directory) {
    photo("garbage");
    review("note");

    assertRefused(
        always(null),
        "Missing holdings of entry 1 of journal acme-reviews: null (must be given)",
        directory);
  }

  @Test
  void refusesAnAnswerThatThrows(@TempDir Path directory) {
    photo("garbage");
    review("note", "7 abc");

    assertRefused(
        reviews,
        "Invalid holders of journals: "
            + Reviews.class.getName()
            + " threw io.lifecycle4j.error.InvalidValueException: Invalid blob id: 'abc' (must be 64"
            + " lower-case hexadecimal digits) when it was asked about entry 2 of journal"
            + " acme-reviews",
        directory);
  }

  @Test
  void setsNothingAsideForGoodWhenAnAnswerThrowsLater() {
    photo("garbage");
    review("note");
    medium.before("quarantine", () -> review("7 abc"));

    assertThatThrownBy(this::collected).isInstanceOf(InvalidValueException.class);
    assertThat(medium.aside()).isEmpty();
  }

  private static JournalHolders claiming(String name) {
    return new Reviews() {
      @Override
      public boolean knows(String journal) {
        return journal.equals(name);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "datasets",
        "maintenance",
        "pins",
        "predictions-1",
        "registry",
        "run-1",
        "runs",
        "tiers"
      })
  void refusesToSpeakForAJournalOfTheLibrary(String journal) {
    assertThatThrownBy(() -> HomeMaintenance.over(home, medium, claiming(journal)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageMatching(
            "Invalid holders of journals: \\S+ knows journal "
                + journal
                + " \\(must deny what the library keeps\\)");
    HomeReferences rooms = new HomeReferences(home, new Pins(home), List.of());
    assertThat(rooms.owns(journal)).isTrue();
  }

  @Test
  void refusesToSpeakForAJournalOfTheLibraryThatIsThere() {
    kept.run("trial-1", "plot");
    Maintenance asked = HomeMaintenance.over(home, medium, claiming(kept.runJournal()));

    assertThatThrownBy(() -> collected(asked))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("knows journal " + kept.runJournal());
  }

  @Test
  void refusesOneThatCannotSayWhatItKnows() {
    JournalHolders broken =
        new Reviews() {
          @Override
          public boolean knows(String journal) {
            throw new IllegalStateException("not ready");
          }
        };

    assertThatThrownBy(() -> Lifecycle.builder().medium(medium).journals(broken).open())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageEndingWith(
            " threw java.lang.IllegalStateException: not ready when it was asked about journal"
                + " tiers");
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesHoldersWithoutANameOrWithoutBlobs() {
    assertThatThrownBy(() -> new JournalHolders.Needs(" ", List.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid name of a holder: ' ' (must not be blank)");
    assertThatThrownBy(() -> new JournalHolders.GivesUp("")).isInstanceOf(LifecycleException.class);
    assertThatThrownBy(() -> new JournalHolders.Needs("review 7", null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing blobs of review 7: null (must be given)");
  }
}
