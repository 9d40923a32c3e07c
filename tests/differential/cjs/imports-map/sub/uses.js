require('#file');
