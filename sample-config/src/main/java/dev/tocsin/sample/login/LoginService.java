package dev.tocsin.sample.login;

import dev.tocsin.sample.login.account.Lockouts;
import dev.tocsin.sample.login.account.SeededUsers;
import dev.tocsin.sample.login.account.UserDirectory;
import dev.tocsin.sample.login.qr.QrSessions;
import dev.tocsin.sample.login.web.AdminServlet;
import dev.tocsin.sample.login.web.BlocksServlet;
import dev.tocsin.sample.login.web.CrossSiteFilter;
import dev.tocsin.sample.login.web.HomeServlet;
import dev.tocsin.sample.login.web.MethodsFilter;
import dev.tocsin.sample.login.web.PlainErrors;
import dev.tocsin.sample.login.web.QrApiServlet;
import dev.tocsin.sample.login.web.ResourceServlet;
import dev.tocsin.sample.login.web.ScanServlet;
import dev.tocsin.sample.login.web.SearchServlet;
import dev.tocsin.sample.login.web.SecurityHeadersFilter;
import dev.tocsin.sample.login.web.ServiceAddress;
import dev.tocsin.sample.login.web.SignInServlet;
import dev.tocsin.sample.login.web.SignOutServlet;
import dev.tocsin.sample.login.web.SignedInFilter;
import dev.tocsin.servlet.AlertmanagerReceiver;
import dev.tocsin.servlet.AuditFilter;
import dev.tocsin.servlet.BearerToken;
import dev.tocsin.servlet.HealthServlet;
import dev.tocsin.servlet.MetricsServlet;
import dev.tocsin.servlet.WebSettings;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.SessionTrackingMode;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.servlet.SessionHandler;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The running service: embedded Jetty with the filters, pages and the JSON interface. Codes, keys
 * and session ids come from {@link SecureRandom}; only the users' PINs come from a seed. It logs to
 * whatever Log4j is configured for; a SecurityAudit appender makes that an audit log.
 */
public final class LoginService implements AutoCloseable {
  private static final int MAX_CODES = 10_000;
  private static final Duration CODE_LIFETIME = Duration.ofMinutes(2);
  private static final int SESSION_SECONDS = 30 * 60;
  private static final int MAX_THREADS = 32;

  private final Server server;
  private final ServerConnector connector;
  private final String host;

  private LoginService(LoginServiceConfig config) throws IOException {
    host = config.host();
    server = new Server(new QueuedThreadPool(MAX_THREADS));
    server.setErrorHandler(new PlainErrors());
    connector = connector(config);
    server.addConnector(connector);
    server.setHandler(application(config));
  }

  /**
   * Starts a service; it listens when this returns.
   *
   * @throws IOException when it can't listen at the configured address
   */
  public static LoginService start(LoginServiceConfig config) throws IOException {
    LoginService service = new LoginService(config);
    try {
      service.server.start();
      return service;
    } catch (Exception e) {
      service.close();
      throw new IOException(
          "can't listen on " + config.host() + ":" + config.port() + ": " + rootMessage(e), e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Where it is reached. */
  public URI uri() {
    String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return URI.create("http://" + literal + ":" + port() + "/");
  }

  /** Stops it; requests under way are finished first, for a few seconds. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the service did not stop: " + rootMessage(e), e);
    }
  }

  private ServerConnector connector(LoginServiceConfig config) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    ServerConnector listener = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    listener.setHost(config.host());
    listener.setPort(config.port());
    return listener;
  }

  private ServletContextHandler application(LoginServiceConfig config) throws IOException {
    SecureRandom random = new SecureRandom();
    LoginAudit audit = new LoginAudit();
    UserDirectory users = new UserDirectory(SeededUsers.of(config.userSeed()), random);
    Lockouts lockouts = new Lockouts(config.lockout(), config.clock());
    QrSessions codes = new QrSessions(MAX_CODES, CODE_LIFETIME, config.clock(), random);
    SignInFlow flow = new SignInFlow(codes, users, lockouts, config.lockout(), audit);
    ServiceAddress address = new ServiceAddress(this::uri);

    ServletContextHandler context = new ServletContextHandler(ServletContextHandler.SESSIONS);
    context.setErrorHandler(new PlainErrors());
    context.setMaxFormContentSize(8 * 1024);
    context.setMaxFormKeys(20);
    protectSessions(context.getSessionHandler());

    WebSettings settings =
        WebSettings.defaults().withProxies(config.proxies()).withRateLimits(config.rateLimits());
    filter(context, new SecurityHeadersFilter());
    context.addServletContainerInitializer(
        (classes, application) -> AuditFilter.addTo(application, settings));
    filter(context, new MethodsFilter());
    filter(context, new CrossSiteFilter(audit));
    filter(context, new SignedInFilter());

    context.addServlet(new HomeServlet(), "");
    context.addServlet(new SignInServlet(flow, audit, address), "/signin");
    context.addServlet(new ScanServlet(flow), "/scan");
    context.addServlet(new SignOutServlet(audit), "/signout");
    context.addServlet(new QrApiServlet(flow, audit, address), "/api/qr/*");
    context.addServlet(new AdminServlet(users, lockouts, audit), "/admin");
    ServletHolder blocks = new ServletHolder(new BlocksServlet(audit));
    context.addServlet(blocks, "/admin/block");
    context.addServlet(blocks, "/admin/unblock");
    context.addServlet(new SearchServlet(audit), "/search");
    context.addServlet(new HealthServlet(config.operatorToken(), null), "/health");
    context.addServlet(new MetricsServlet(config.operatorToken(), null), "/metrics");
    BearerToken fleetToken = config.fleetToken();
    if (fleetToken != null) {
      context.addServlet(new AlertmanagerReceiver(fleetToken), "/fleet-alerts");
    }
    context.addServlet(ResourceServlet.style("style.css"), "/style.css");
    context.addServlet(ResourceServlet.script("signin.js"), "/signin.js");
    context.addServlet(ResourceServlet.script("scan.js"), "/scan.js");
    context.addServlet(ResourceServlet.picture("icon.svg"), "/icon.svg");
    return context;
  }

  private static void protectSessions(SessionHandler sessions) {
    sessions.setSessionCookie("gatehouse_session");
    sessions.setHttpOnly(true);
    sessions.setSameSite(HttpCookie.SameSite.STRICT);
    sessions.setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
    sessions.setMaxInactiveInterval(SESSION_SECONDS);
  }

  private static void filter(ServletContextHandler context, Filter filter) {
    FilterHolder holder = new FilterHolder(filter);
    holder.setAsyncSupported(true);
    context.addFilter(
        holder,
        "/*",
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
  }

  private static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
