package io.lifecycle4j.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.crashkit.Workload;
import io.lifecycle4j.crashkit.Workloads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadsTest {
  static List<Workload> all() {
    List<Workload> all = new ArrayList<>(StoreWorkloads.all());
    all.addAll(MaintenanceWorkloads.all());
    all.addAll(Workloads.all());
    return all;
  }

  @ParameterizedTest
  @MethodSource("all")
  void runsOnTheModel(Workload workload) {
    assertThat(workload.rehearse(Media::memory).values()).isNotEmpty().doesNotContainNull();
  }
}
