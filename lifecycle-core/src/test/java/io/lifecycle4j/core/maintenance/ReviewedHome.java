package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Journal;
import java.time.Duration;
import java.util.List;

/** A home in which a user keeps journals of reviews, and that may know what they need. */
abstract class ReviewedHome extends TieredHome {
  final Reviews reviews = new Reviews();
  final Maintenance speaking = HomeMaintenance.over(home, medium, reviews);

  BlobId photo(String text) {
    return medium.blobs().put(Content.of(text));
  }

  void review(String... lines) {
    try (Journal journal = medium.journals().shared(Reviews.JOURNAL)) {
      journal.append(Fixtures.batch(lines));
    }
  }

  List<BlobId> collected(Maintenance asked) {
    medium.pass(Duration.ofDays(15));
    return asked.collectGarbage().quarantine().run().garbage();
  }

  List<BlobId> collected() {
    return collected(speaking);
  }
}
