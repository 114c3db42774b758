package io.lifecycle4j.core.storms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storms.KillWrite.Outcome;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The audit after a kill finds what is wrong: here the notes are wrong and the home is right. */
@OnlyLarger
class KillAuditTest {
  private static final int WRITES = 1_500;

  /** Memory forgets everything when it is closed, so it is not opened again. */
  private static final Set<KillKind> KINDS = EnumSet.complementOf(EnumSet.of(KillKind.REOPEN));

  private static final long SEED = Long.getLong("seed", 20_260_102);

  /** Written once, since an audit only reads. */
  private static final Medium MEDIUM = Media.memory();

  private static List<KillWrite> written = List.of();

  private List<KillWrite> writes = written;

  @BeforeAll
  static void writeOnce(@TempDir Path directory) throws IOException {
    written = write(MEDIUM, directory.resolve("notes"));
  }

  @AfterAll
  static void close() {
    MEDIUM.close();
    written = List.of();
  }

  private static List<KillWrite> write(Medium medium, Path notes) throws IOException {
    try (AckFile file = new AckFile(notes)) {
      KillWorkload workload =
          new KillWorkload(() -> medium, new KillNotes("w", file), SEED, 0, KINDS);
      workload.run(WRITES);
      workload.release();
    }
    return KillWrite.read("w", notes);
  }

  private static KillLedger log(Map<String, KillLedger> ledgers) {
    return Objects.requireNonNull(
        ledgers.get(KillJournals.SHARED), "no ledger of the shared journal");
  }

  private Map<String, KillLedger> audit() {
    return audit(MEDIUM);
  }

  private Map<String, KillLedger> audit(Medium medium) {
    KillAudit audit = new KillAudit(writes, KINDS);
    Map<String, KillLedger> found = audit.check(medium, Map.of());
    audit.checkOpened(medium);
    return found;
  }

  /** Changes one acknowledged write of a kind, in the middle. */
  private void tamper(KillKind kind, UnaryOperator<KillWrite> change) {
    List<KillWrite> changed = new ArrayList<>(writes);
    List<KillWrite> fit =
        changed.stream()
            .filter(write -> write.kind() == kind && write.acknowledged())
            .filter(write -> write.durability() == Durability.POWER)
            .filter(write -> write.size() > 0 && !KillJournals.trimmed(write.target()))
            .toList();
    KillWrite old = fit.get(fit.size() / 2);
    changed.set(changed.indexOf(old), change.apply(old));
    writes = changed;
  }

  private static KillWrite changed(KillWrite write, int number, int size, long result) {
    return new KillWrite(
        write.worker(),
        number,
        write.kind(),
        write.target(),
        write.durability(),
        size,
        write.argument(),
        write.outcome(),
        result);
  }

  @Test
  void findsNothingWhereEverythingIsRight() {
    assertThat(log(audit()).texts()).hasSizeGreaterThan(100);
    assertThat(writes).extracting(KillWrite::kind).containsAll(KINDS);
    assertThat(writes).filteredOn(KillWrite::acknowledged).hasSizeGreaterThan(WRITES * 9 / 10);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"APPEND", "ASYNC", "COMPARE", "COMMIT", "START", "LOG", "REGISTER", "PROMOTE"})
  void findsWhatNobodyWrote(KillKind kind) {
    tamper(kind, write -> write.ended(Outcome.REFUSED, 0));
    assertThatThrownBy(this::audit)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nobody wrote it");
  }

  @ParameterizedTest
  @EnumSource(
      names = {"APPEND", "ASYNC", "COMPARE", "COMMIT", "START", "LOG", "REGISTER", "PROMOTE"})
  void findsWhatIsLost(KillKind kind) {
    List<KillWrite> more = new ArrayList<>(writes);
    tamper(kind, write -> changed(write, WRITES, write.size(), write.result()));
    more.add(writes.stream().filter(write -> write.number() == WRITES).findFirst().orElseThrow());
    writes = more;
    assertThatThrownBy(this::audit)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(": lost ");
  }

  @ParameterizedTest
  @EnumSource(names = {"APPEND", "ASYNC", "COMPARE", "COMMIT", "PROMOTE"})
  void findsWhatIsNotWhereItWasAcknowledged(KillKind kind) {
    tamper(kind, write -> changed(write, write.number(), write.size(), write.result() + 1));
    assertThatThrownBy(this::audit)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("not where it was acknowledged");
  }

  @ParameterizedTest
  @EnumSource(names = {"BLOB", "PUT_ALL"})
  void findsABlobThatIsLost(KillKind kind) {
    List<KillWrite> more = new ArrayList<>(writes);
    tamper(kind, write -> changed(write, WRITES, write.size(), 0));
    more.add(writes.stream().filter(write -> write.number() == WRITES).findFirst().orElseThrow());
    writes = more;
    assertThatThrownBy(this::audit)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("is GONE (must be [STORED])");
  }

  @Test
  void findsABlobThatNobodyWrote(@TempDir Path directory) throws IOException {
    try (Medium medium = Media.memory()) {
      writes = write(medium, directory.resolve("notes"));
      medium.blobs().put(Content.of("stray"));
      assertThatThrownBy(() -> audit(medium))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Nobody wrote blob");
    }
  }

  @Test
  void findsAJournalThatShrank() {
    Map<String, KillLedger> before = audit();
    KillLedger log = log(before);
    List<KillText> longer = new ArrayList<>(log.texts());
    longer.add(new KillText("w", WRITES, 0, 1));
    KillLedger then = new KillLedger(log.name(), log.first(), longer);
    assertThatThrownBy(() -> log.checkGrewFrom(then))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("shrank");
  }

  @Test
  void findsATornBatchAndAnotherOrder() {
    List<KillText> texts = new ArrayList<>(log(audit()).texts());
    List<KillWrite> here =
        writes.stream().filter(write -> write.target().equals(KillJournals.SHARED)).toList();
    int whole = 0;
    while (texts.get(whole).size() < 3) {
      whole++;
    }
    List<KillText> torn = new ArrayList<>(texts);
    torn.remove(whole + 1);
    assertThatThrownBy(() -> new KillLedger("log", 1, torn).check(here, KillWrite::acknowledged))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("its batch is torn or twice");
    List<KillText> turned = new ArrayList<>(texts);
    turned.add(0, turned.remove(texts.size() - 1));
    assertThatThrownBy(() -> new KillLedger("log", 1, turned).check(here, KillWrite::acknowledged))
        .isInstanceOf(AssertionError.class);
  }
}
