package io.lifecycle4j.core.tracking;

import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.tracking.RunRecord;
import java.util.HashSet;
import java.util.Set;

/** What an ended run adds up to. Decoded anew whenever it is asked for, to save memory. */
interface Summary {
  /** Returns all of it. */
  RunRecord all();

  /** Returns at least what was wanted of it. */
  RunRecord only(Wanted wanted);

  /**
   * What is wanted of a run.
   *
   * @param everything whether all of it is
   * @param params names of parameters
   * @param tags names of tags
   * @param metrics names of metrics
   */
  record Wanted(boolean everything, Set<String> params, Set<String> tags, Set<String> metrics) {
    static final Wanted ALL = new Wanted(true, Set.of(), Set.of(), Set.of());

    /** Wants what is needed to answer for subjects. */
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
