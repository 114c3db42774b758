package io.lifecycle4j.contract;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.MetricHistory;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunPage;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A tracker that hands every call on, for tests that change one of them. */
public class ForwardingTracker implements ExperimentTracker {
  private final ExperimentTracker tracker;

  /**
   * Creates a tracker.
   *
   * @param tracker does the work
   */
  protected ForwardingTracker(ExperimentTracker tracker) {
    this.tracker = tracker;
  }

  @Override
  public RunLog start(RunInfo info) {
    return tracker.start(info);
  }

  @Override
  public RunLog reopen(String id) {
    return tracker.reopen(id);
  }

  @Override
  public StoredFile put(NamedContent file) {
    return tracker.put(file);
  }

  @Override
  public InputStream open(BlobId file) {
    return tracker.open(file);
  }

  @Override
  public Optional<RunRecord> find(String id) {
    return tracker.find(id);
  }

  @Override
  public Optional<List<String>> findExperiments() {
    return tracker.findExperiments();
  }

  @Override
  public RunPage search(RunQuery query) {
    return tracker.search(query);
  }

  @Override
  public MetricHistory history(String id, String metric) {
    return tracker.history(id, metric);
  }

  @Override
  public long read(String id, long from, Consumer<RunBatch> action) {
    return tracker.read(id, from, action);
  }

  @Override
  public void delete(String id) {
    tracker.delete(id);
  }

  @Override
  public void restore(String id) {
    tracker.restore(id);
  }

  @Override
  public void purge(String id) {
    tracker.purge(id);
  }
}
