package io.lifecycle4j.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.maintenance.VerifyReport.Damage;
import io.lifecycle4j.maintenance.VerifyReport.Unverified;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Recovery;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifyReportTest {
  private static final Damage BLOB =
      new Damage(Damage.Kind.BLOB, "ba78", "its bytes have another hash", List.of("iris:1"));

  private static VerifyReport report(
      double share, List<Damage> damage, List<Recovery> cut, List<Unverified> left) {
    return new VerifyReport(
        VerifyDepth.HASH, 3, new Amount(1_204, 1_300_000), share, damage, cut, left);
  }

  @Test
  void saysThatAllIsSoundOnlyWhenAllWasRead() {
    assertThat(report(1, List.of(), List.of(), List.of()))
        .hasToString(
            "Verified 3 journals and 1,204 blobs (1.3 MB), 100 % of the home, at depth HASH:"
                + " all sound")
        .matches(VerifyReport::complete)
        .matches(VerifyReport::sound);
    VerifyReport half = report(0.5, List.of(), List.of(), List.of());
    assertThat(half.toString()).endsWith("50 % of the home, at depth HASH: sound");
    assertThat(half.complete()).isFalse();
  }

  @Test
  void namesWhatWasNotVerifiedAndHowItCanBe() {
    List<Unverified> left =
        List.of(
            new Unverified(Unverified.Kind.OTHER_STORE, new Amount(2, 10)),
            new Unverified(Unverified.Kind.REFERENCED_FILES, new Amount(1, 5)));
    VerifyReport report = report(1, List.of(), List.of(), left);
    assertThat(report.complete()).isFalse();
    assertThat(report.toString())
        .contains("100 % of what lies in reach")
        .endsWith(
            "sound; not looked at: 2 blobs (10 B) in another store (open the home with it to"
                + " verify them), 1 file (5 B) kept by reference (reading a version compares"
                + " them)");
  }

  @Test
  void namesWhatEachDamageTouchesAndTheCure() {
    Damage journal = new Damage(Damage.Kind.JOURNAL, "run-0", "entry 3 is cut", List.of("run 0"));
    Damage content = new Damage(Damage.Kind.CONTENT, "manifest", "no JSON", List.of());
    Damage unused = new Damage(Damage.Kind.MISSING_BLOB, "cafe", "is missing", List.of());
    VerifyReport report = report(1, List.of(BLOB, journal, content, unused), List.of(), List.of());

    assertThat(report.sound()).isFalse();
    assertThat(report.toString())
        .contains("at depth HASH: 4 damaged")
        .contains("\n  damaged blob ba78\n    its bytes have another hash\n    touches iris:1\n")
        .contains(
            "\n  damaged journal run-0\n    entry 3 is cut\n    touches run 0, and what it records"
                + " behind the damage\n")
        .contains("\n  unreadable manifest\n    no JSON\n    touches all that it records\n")
        .contains("\n  missing blob cafe\n    is missing\n    nothing needs it\n")
        .endsWith(
            "What is touched cannot be trusted: restore it from a backup. A blob is mended when"
                + " the same bytes are stored again");
  }

  @Test
  void tellsWhatARecoveryCut() {
    Recovery cut = new Recovery("runs", 7, 4_096, 1_024, "an entry that is not whole");
    assertThat(report(1, List.of(), List.of(cut), List.of()).toString())
        .endsWith(
            String.format(
                "%nAfter a crash journal runs was cut behind entry 7 (1,024 bytes: an entry that"
                    + " is not whole)"));
  }

  @Test
  void rejectsAShareThatIsNone() {
    assertThatThrownBy(() -> report(1.1, List.of(), List.of(), List.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid share: 1.1 (must be 0 to 1)");
  }
}
