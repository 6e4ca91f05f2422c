# Symposia in a container: the browser part, the Python packages, and an image with nothing but what runs.

FROM node:24-slim AS web
WORKDIR /build/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --include=dev
COPY web/ ./
RUN npm run build

FROM python:3.13-slim AS packages
RUN python -m venv /opt/symposia
ENV PATH=/opt/symposia/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
COPY server/requirements.lock ./server/
RUN pip install --require-hashes --no-deps -r server/requirements.lock
# What builds stays out of what runs.
COPY server/build.lock ./server/
RUN python -m venv /opt/build && /opt/build/bin/pip install --require-hashes --no-deps -r server/build.lock
COPY pyproject.toml README.md CHANGELOG.md LICENSE ./
COPY server/ ./server/
COPY --from=web /build/server/symposia/static/ ./server/symposia/static/
RUN SYMPOSIA_SKIP_WEB=1 /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && pip install --no-deps dist/*.whl

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /conference --create-home symposia
COPY --from=packages /opt/symposia /opt/symposia
ENV PATH=/opt/symposia/bin:$PATH PYTHONUNBUFFERED=1
USER symposia
WORKDIR /conference
VOLUME /conference
EXPOSE 8000
# Longer than the drain: people are told to come back and spread out before the sockets close.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["symposia", "serve", "/conference", "--host", "0.0.0.0", "--port", "8000"]
