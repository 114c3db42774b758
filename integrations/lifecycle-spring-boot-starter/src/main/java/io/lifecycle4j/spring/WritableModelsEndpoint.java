package io.lifecycle4j.spring;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.MimeType;

/**
 * Promotes and rolls back as well, by the user of the request. Only with the property {@code
 * lifecycle4j.endpoint-writes}.
 */
@Endpoint(id = "models")
public class WritableModelsEndpoint extends ModelsEndpoint {
  private static final MimeType PROBLEM = new MimeType("application", "problem+json");

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
   * @return the record of the audit trail; or a problem with the status of what was thrown, which
   *     is 404 if the application has no such model or the model no such version, and 409 if a
   *     gate, the policy or another change of the alias forbids it
   */
  @WriteOperation
  public WebEndpointResponse<Map<String, Object>> move(
      SecurityContext security, @Selector String name, @Nullable Integer version, String reason) {
    try {
      ManagedModel<?, ?> model =
          factory()
              .find(name)
              .orElseThrow(() -> new NotFoundException("Model is not open here: " + name));
      return new WebEndpointResponse<>(
          ModelSummaries.record(move(model, actor(security), version, reason)));
    } catch (LifecycleException e) {
      return problem(e);
    }
  }

  /** Shows the message always: who reads it may promote. */
  private static WebEndpointResponse<Map<String, Object>> problem(LifecycleException refusal) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("status", refusal.kind().httpStatus());
    problem.put("code", refusal.code());
    problem.put("detail", String.valueOf(refusal.getMessage()));
    return new WebEndpointResponse<>(problem, refusal.kind().httpStatus(), PROBLEM);
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
