package io.lifecycle4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storms.ChildArchive;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four processes register and promote on one home. */
@Tag(Volume.TAG)
@Timeout(600)
class RegistryProcessesTest {
  private static final int PROCESSES = 4;
  private static final int ROUNDS = Volume.of(3, 15, 500);

  @TempDir private Path home;

  @Test
  @OnlyLarger
  void losesAndDoublesNothingThatWasAcknowledged() throws Exception {
    List<String> told = runAll();
    try (Medium medium = Media.file(home)) {
      ModelRegistry registry = Registries.over(medium, () -> Fixtures.TIME);
      List<AuditRecord> trail = registry.history("fraud");
      assertThat(registry.versions("fraud")).hasSize(PROCESSES * ROUNDS);
      assertThat(told.stream().filter(line -> line.startsWith("registered ")))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.rangeClosed(1, PROCESSES * ROUNDS)
                  .mapToObj(n -> "registered " + n)
                  .toList());
      assertThat(told.stream().filter(line -> line.startsWith("promoted ")))
          .containsExactlyInAnyOrderElementsOf(
              trail.stream().filter(this::isPromotion).map(this::line).toList());
      assertChain(trail);
    }
  }

  private List<String> runAll() throws Exception {
    List<ChildJvm> children = new ArrayList<>();
    List<String> told = new ArrayList<>();
    try {
      for (int i = 0; i < PROCESSES; i++) {
        children.add(ChildJvm.start(ChildArchive.options(), RegistryWorker.class, home, ROUNDS));
      }
      for (ChildJvm child : children) {
        told.addAll(child.awaitEnd());
      }
    } finally {
      children.forEach(ChildJvm::close);
    }
    return told;
  }

  private boolean isPromotion(AuditRecord record) {
    return Moves.what(record).equals("promoted");
  }

  private String line(AuditRecord record) {
    AliasMoved move = Moves.moved(record);
    return "promoted " + move.from().orElse(0) + " " + move.version() + " " + record.sequence();
  }

  /** Every promotion begins where the one before it ended; every record has its own place. */
  private void assertChain(List<AuditRecord> trail) {
    int production = 0;
    for (int i = 0; i < trail.size(); i++) {
      assertThat(trail.get(i).sequence()).isEqualTo(i + 1);
      if (isPromotion(trail.get(i))) {
        assertThat(Moves.moved(trail.get(i)).from().orElse(0)).isEqualTo(production);
        production = Moves.moved(trail.get(i)).version();
      }
    }
  }
}
