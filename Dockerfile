# The image of web, worker and beat (docker-compose.yml): the same locked, hashed dependencies as script/setup.
FROM python:3.13-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/azotea
RUN python -m venv /opt/venv
COPY requirements/base.txt requirements/
RUN /opt/venv/bin/pip install --quiet --require-hashes -r requirements/base.txt

FROM python:3.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production AZOTEA_VAR=/var/lib/azotea AZOTEA_URN_KEYS=/var/lib/azotea-urn AZOTEA_BIND=0.0.0.0:8000
RUN useradd --system --uid 10001 --home-dir /var/lib/azotea --shell /usr/sbin/nologin azotea \
    && mkdir -p /var/lib/azotea/files \
    && mkdir -m 700 /var/lib/azotea/census /var/lib/azotea/exports /var/lib/azotea-urn \
    && chown -R azotea:azotea /var/lib/azotea /var/lib/azotea-urn
WORKDIR /srv/azotea
COPY --from=packages /opt/venv /opt/venv
COPY . .
# Collecting needs settings, not secrets: the ones named here exist during this step alone.
RUN DJANGO_SETTINGS_MODULE=config.settings.dev AZOTEA_VAR=/tmp/build \
    AZOTEA_STATIC_ROOT=/srv/azotea/staticfiles python manage.py collectstatic --noinput -v 0 && rm -rf /tmp/build
ENV AZOTEA_STATIC_ROOT=/srv/azotea/staticfiles
USER azotea
EXPOSE 8000
CMD ["gunicorn", "-c", "gunicorn.conf.py", "config.wsgi:application"]
