package dev.tocsin.servlet;

import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.session.StandardManager;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.ServletContainerInitializerHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ProxyConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.eclipse.jetty.session.HouseKeeper;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.security.Credential;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** A real servlet container with an application, for HTTP/1.1 and HTTP/2 without TLS. */
enum Container {
  JETTY {
    @Override
    Running start(Application application) throws Exception {
      QueuedThreadPool threads = new QueuedThreadPool(16);
      if (application.virtualThreads) {
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
      }
      Server server = new Server(threads);
      HttpConfiguration http = new HttpConfiguration();
      http.setIdleTimeout(application.idleMillis);
      ServerConnector connector =
          new ServerConnector(
              server,
              1,
              1,
              new HttpConnectionFactory(http),
              new HTTP2CServerConnectionFactory(http));
      if (application.proxyProtocol) {
        connector.addFirstConnectionFactory(new ProxyConnectionFactory());
      }
      connector.setHost("127.0.0.1");
      connector.setIdleTimeout(application.idleMillis);
      server.addConnector(connector);
      DefaultSessionIdManager ids = new DefaultSessionIdManager(server);
      HouseKeeper houseKeeper = new HouseKeeper();
      houseKeeper.setIntervalSec(1);
      ids.setSessionHouseKeeper(houseKeeper);
      server.addBean(ids, true);
      ServletContextHandler context = new ServletContextHandler(ServletContextHandler.SESSIONS);
      application.parameters.forEach(context::setInitParameter);
      ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
      application.errorPages.forEach(errors::addErrorPage);
      context.setErrorHandler(errors);
      context.addServletContainerInitializer(
          new ServletContainerInitializerHolder(TocsinServletInitializer.class));
      application.servlets.forEach(
          (path, servlet) -> {
            ServletHolder holder = new ServletHolder(servlet);
            holder.setAsyncSupported(true);
            holder.getRegistration().setMultipartConfig(new MultipartConfigElement(""));
            context.addServlet(holder, path);
          });
      if (application.password != null) {
        UserStore users = new UserStore();
        application.users.forEach(
            user -> users.addUser(user, Credential.getCredential(application.password), null));
        HashLoginService logins = new HashLoginService("test");
        logins.setUserStore(users);
        ConstraintSecurityHandler security = new ConstraintSecurityHandler();
        security.setLoginService(logins);
        security.setAuthenticator(
            new org.eclipse.jetty.security.authentication.BasicAuthenticator());
        security.setSessionRenewedOnAuthentication(application.renewsIds);
        context.setSecurityHandler(security);
      }
      server.setHandler(context);
      try {
        server.start();
      } catch (Exception e) {
        server.stop();
        throw e;
      }
      return new Running(connector.getLocalPort(), server::stop);
    }
  },

  TOMCAT {
    @Override
    Running start(Application application) throws Exception {
      Tomcat tomcat = new Tomcat();
      tomcat.setBaseDir(application.folder.toString());
      tomcat.setSilent(true);
      tomcat.getEngine().setBackgroundProcessorDelay(1);
      Connector connector = new Connector();
      connector.setPort(0);
      connector.setProperty("address", "127.0.0.1");
      connector.setProperty("connectionTimeout", Integer.toString(application.idleMillis));
      connector.addUpgradeProtocol(new Http2Protocol());
      if (application.virtualThreads) {
        connector.getProtocolHandler().setExecutor(new VirtualThreadExecutor("virtual"));
      }
      tomcat.setConnector(connector);
      Context context = tomcat.addContext("", application.folder.toString());
      StandardManager sessions = new StandardManager();
      sessions.setProcessExpiresFrequency(1);
      sessions.setPathname(null);
      context.setManager(sessions);
      application.parameters.forEach(context::addParameter);
      application.errorPages.forEach(
          (status, path) -> {
            ErrorPage page = new ErrorPage();
            page.setErrorCode(status);
            page.setLocation(path);
            context.addErrorPage(page);
          });
      if (application.password != null) {
        application.users.forEach(user -> tomcat.addUser(user, application.password));
        context.setPreemptiveAuthentication(true);
        context.setLoginConfig(new LoginConfig("BASIC", "test", null, null));
        BasicAuthenticator authenticator = new BasicAuthenticator();
        authenticator.setChangeSessionIdOnAuthentication(application.renewsIds);
        context.getPipeline().addValve(authenticator);
      }
      context.addServletContainerInitializer(new TocsinServletInitializer(), Set.of());
      application.servlets.forEach(
          (path, servlet) -> {
            Wrapper wrapper = Tomcat.addServlet(context, "at " + path, servlet);
            wrapper.setAsyncSupported(true);
            wrapper.setMultipartConfigElement(new MultipartConfigElement(""));
            context.addServletMapping(path, "at " + path);
          });
      try {
        tomcat.start();
      } catch (LifecycleException e) {
        tomcat.destroy();
        throw e;
      }
      if (!context.getState().isAvailable()) {
        tomcat.stop();
        tomcat.destroy();
        throw new IOException("the application did not start");
      }
      return new Running(
          connector.getLocalPort(),
          () -> {
            tomcat.stop();
            tomcat.destroy();
          });
    }
  };

  abstract Running start(Application application) throws Exception;

  /** What a servlet does. */
  interface Work {
    void handle(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException;
  }

  /** A servlet for all methods. */
  static HttpServlet servlet(Work work) {
    return new HttpServlet() {
      @Override
      protected void service(HttpServletRequest request, HttpServletResponse response)
          throws ServletException, IOException {
        work.handle(request, response);
      }
    };
  }

  /** What a container is to run. */
  static final class Application {
    private final Path folder;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final Map<String, HttpServlet> servlets = new LinkedHashMap<>();
    private final Map<Integer, String> errorPages = new LinkedHashMap<>();
    private int idleMillis = 30_000;
    private boolean virtualThreads;
    private boolean proxyProtocol;
    private List<String> users = List.of();
    private @Nullable String password;
    private boolean renewsIds;

    Application(Path folder) {
      this.folder = folder;
    }

    /** Waits a second for a client that sends nothing. */
    Application impatient() {
      idleMillis = 1_000;
      return this;
    }

    /** Requests are handled by virtual threads, which a JDK from 21 on has. */
    Application onVirtualThreads() {
      virtualThreads = true;
      return this;
    }

    /** Clients come by a proxy that speaks the PROXY protocol; Jetty alone knows it. */
    Application behindProxyProtocol() {
      proxyProtocol = true;
      return this;
    }

    /** Signs these in, by HTTP's Basic scheme, whoever asks for what. */
    Application withUsers(String password, String... users) {
      this.password = password;
      this.users = List.of(users);
      return this;
    }

    /** Gives a session another id with each sign-in, as containers do by default. */
    Application renewingIds() {
      renewsIds = true;
      return this;
    }

    Application withErrorPage(int status, String path) {
      errorPages.put(status, path);
      return this;
    }

    Application with(String parameter, String value) {
      parameters.put("tocsin." + parameter, value);
      return this;
    }

    Application with(String path, HttpServlet servlet) {
      servlets.put(path, servlet);
      return this;
    }
  }

  /** Stops a container. */
  interface Stop {
    void stop() throws Exception;
  }

  /** A container at work. */
  record Running(int port, Stop stop) implements AutoCloseable {
    URI uri(String path) {
      return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() throws IOException {
      try {
        stop.stop();
      } catch (Exception e) {
        throw new IOException("the container did not stop", e);
      }
    }
  }
}
