FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv --without-pip /opt/callback-bot && python -m venv /opt/build
COPY requirements.lock requirements-build.lock ./
RUN pip --python /opt/callback-bot install --require-hashes -r requirements.lock \
    && /opt/build/bin/pip install --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot/ bot/
COPY templates/ templates/
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /dist . \
    && pip --python /opt/callback-bot install --no-deps /dist/*.whl

FROM python:3.13-slim-trixie
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin callback \
    && install --directory --owner=callback --group=callback --mode=0700 /var/lib/callback-bot
COPY --from=build /opt/callback-bot /opt/callback-bot
ENV PATH=/opt/callback-bot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BOT_SERVER__HOST=0.0.0.0 \
    BOT_SERVER__DATA_DIR=/var/lib/callback-bot \
    BOT_LOG__FORMAT=json
# settings.toml is read from here when one is mounted.
WORKDIR /etc/callback-bot
VOLUME /var/lib/callback-bot
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as http; http.urlopen(f\"http://127.0.0.1:{os.environ.get('BOT_SERVER__PORT', 8080)}/healthz\", timeout=4)"]
ENTRYPOINT ["callback-bot"]
CMD ["run"]
