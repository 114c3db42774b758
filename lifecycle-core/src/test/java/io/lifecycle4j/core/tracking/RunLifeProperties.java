package io.lifecycle4j.core.tracking;

import io.lifecycle4j.contract.Volume;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever happens to a run, it adds up to what a plain model says, with the end cut at worst: of
 * one that is recorded in the background a crash leaves a beginning of what was logged, and not
 * less than what was flushed.
 */
@Tag(Volume.TAG)
class RunLifeProperties {
  @Property(tries = 150)
  void addUpToWhatAPlainModelSays(
      @ForAll long seed,
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 79) Integer> actions) {
    try (RunLife life = new RunLife(seed)) {
      actions.forEach(life::act);
    }
  }
}
