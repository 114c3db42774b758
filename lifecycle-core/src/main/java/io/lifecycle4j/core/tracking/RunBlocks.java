package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.tracking.RunCatalog.Known;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs in the order of their start, in immutable blocks that are replaced when a run changes. Not
 * thread-safe; the blocks are.
 *
 * <p>So a search neither copies runs nor holds a lock, and the columns of a block serve later
 * searches until one of its runs changes.
 */
final class RunBlocks {
  /**
   * A trade-off: a change of a run discards the columns of its block, and a search visits each
   * block.
   */
  static final int SIZE = 1_024;

  private final List<Known> runs = new ArrayList<>();
  private final List<@Nullable RunBlock> blocks = new ArrayList<>();
  private @Nullable List<RunBlock> all = List.of();

  int add(Known run) {
    int place = runs.size();
    if (place % SIZE == 0) {
      blocks.add(null);
    }
    runs.add(run);
    forget(place);
    return place;
  }

  void set(int place, Known run) {
    runs.set(place, run);
    forget(place);
  }

  private void forget(int place) {
    blocks.set(place / SIZE, null);
    all = null;
  }

  Known get(int place) {
    return runs.get(place);
  }

  List<RunBlock> all() {
    List<RunBlock> list = all;
    if (list == null) {
      list = new ArrayList<>();
      for (int i = 0; i < blocks.size(); i++) {
        list.add(block(i));
      }
      list = List.copyOf(list);
      all = list;
    }
    return list;
  }

  private RunBlock block(int i) {
    RunBlock block = blocks.get(i);
    if (block == null) {
      int from = i * SIZE;
      block = new RunBlock(runs.subList(from, Math.min(runs.size(), from + SIZE)));
      blocks.set(i, block);
    }
    return block;
  }
}
