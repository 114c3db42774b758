package io.lifecycle4j.core.tracking;

import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import java.util.HashSet;
import java.util.Set;

/** The state of an ended run, decoded on each call to save memory. */
record Summary(RunInfo info, CatalogFrame frame) {
  /** Returns all of it. */
  RunRecord all() {
    return only(Wanted.ALL);
  }

  /** Returns at least the parts wanted. */
  RunRecord only(Wanted wanted) {
    return frame.decode(info, wanted);
  }

  /** The parts of a run that a caller needs; {@code everything} overrides the names. */
  record Wanted(boolean everything, Set<String> params, Set<String> tags, Set<String> metrics) {
    static final Wanted ALL = new Wanted(true, Set.of(), Set.of(), Set.of());

    /** Returns the parts that the subjects read. */
    static Wanted of(Set<Subject> subjects) {
      Set<String> params = new HashSet<>();
      Set<String> tags = new HashSet<>(QueriedRun.ATTRIBUTE_TAGS);
      Set<String> metrics = new HashSet<>();
      for (Subject subject : subjects) {
        if (subject instanceof Subject.Param) {
          params.add(subject.key());
        } else if (subject instanceof Subject.Tag) {
          tags.add(subject.key());
        } else if (subject instanceof Subject.Metric || subject instanceof Subject.Extreme) {
          metrics.add(subject.key());
        } else if (subject instanceof Subject.DatasetPart) {
          return ALL;
        }
      }
      return new Wanted(false, params, tags, metrics);
    }

    boolean param(String name) {
      return everything || params.contains(name);
    }

    boolean tag(String name) {
      return everything || tags.contains(name);
    }

    boolean metric(String name) {
      return everything || metrics.contains(name);
    }
  }
}
