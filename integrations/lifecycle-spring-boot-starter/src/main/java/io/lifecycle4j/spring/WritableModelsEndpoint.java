package io.lifecycle4j.spring;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Promotes and rolls back as well, by the user of the request. Only with the property {@code
 * lifecycle4j.endpoint-writes}.
 */
@Endpoint(id = "models")
public class WritableModelsEndpoint extends ModelsEndpoint {
  private final Lifecycle lifecycle;

  WritableModelsEndpoint(ManagedModelFactory models, Lifecycle lifecycle) {
    super(models);
    this.lifecycle = lifecycle;
  }

  /**
   * Promotes a version if it is given, and rolls back otherwise.
   *
   * @param security knows the user, by whom it is done
   * @param name the name of the model
   * @param version the number of the version to put into production; null to roll back
   * @param reason why
   * @return the record of the audit trail; null if the application has no such model
   */
  @WriteOperation
  public @Nullable Map<String, Object> move(
      SecurityContext security, @Selector String name, @Nullable Integer version, String reason) {
    Optional<ManagedModel<?, ?>> model = factory().find(name);
    if (model.isEmpty()) {
      return null;
    }
    try {
      return ModelFigures.record(move(model.get(), actor(security), version, reason));
    } catch (LifecycleException e) {
      throw new InvalidEndpointRequestException(
          e.code() + ": " + e.getMessage(), String.valueOf(e.getMessage()));
    }
  }

  private AuditRecord move(
      ManagedModel<?, ?> model, Actor by, @Nullable Integer version, String reason) {
    return version == null
        ? model.rollback(by, reason)
        : model.promote(lifecycle.models().version(model.name(), version), by, reason);
  }

  private static Actor actor(SecurityContext security) {
    Principal user = security.getPrincipal();
    return Actor.by(user == null ? "actuator" : user.getName());
  }
}
